import type { Call } from '../../domain/call.ts';
import { issuerOf } from '../../domain/caller.ts';
import type { GrantedDuration } from '../../domain/credential.ts';
import { invalidRequest } from '../../domain/errors.ts';
import type { Parsed } from '../../domain/parse.ts';
import { FIRST_HOP_SECONDS, rulesOf } from '../../domain/principal-type.ts';
import { decideDuration, isChained } from '../../policy/session/duration.ts';
import { parameterFaults } from '../../policy/session/limits.ts';
import { type SessionAttributes, sessionAttributes } from '../../policy/session/session-attributes.ts';
import { type SessionPolicies, secondHopPolicy, sessionPolicies } from '../../policy/session/session-policy.ts';
import { assertDeployable, type Deployment, stsRegion } from './deployment.ts';
import { notAllowed } from './find-granted-connector.ts';
import type { PlanInput } from './plan-input.ts';
import type { SecondHop, SessionRequest } from './session-request.ts';
import { type SessionTerms, sessionRequest } from './to-session-request.ts';

/** What will be sent to STS, decided before anything is sent. */
export interface SessionPlan {
  /** `execution-role` where no session is made. */
  readonly first: SessionRequest | 'execution-role';
  readonly second?: SecondHop;
  readonly duration?: GrantedDuration;
  readonly sourceIdentity?: string;
  /** Temporary credentials assume the role. */
  readonly chained: boolean;
  /** Of STS, where it is not the function's own. */
  readonly region?: string;
  /**
   * Equal for two requests only if STS would be sent the same for both, by the same definitions: what comes from a cache
   * has the same rights and the same name in CloudTrail as a fresh one. Absent where a caller's own token, assertion or
   * code is sent: such a session is nobody else's.
   */
  readonly key?: string;
}

export function planSession(input: PlanInput, deployment: Deployment, call: Call): SessionPlan {
  const { connector, account } = input.granted;
  assertDeployable(input.granted, deployment);
  const faults = parameterFaults(input.asked, input.proof, connector.value);
  if (faults.length > 0) throw invalidRequest(faults);

  const { partition } = account.value;
  const policies = valid(sessionPolicies(connector.value, input.asked, { partition, services: input.services }));
  const attributes = attributesOf(input);
  const chained = isChained(connector.value, account.value, input.asked.roleArn);
  const duration = valid(decideDuration(durationInput(input, chained, call)));
  if (duration === undefined) return { first: 'execution-role', chained, key: keyOf(input, []) };

  const region = stsRegion(input, deployment);
  const terms = { policies, attributes, region, durationSeconds: duration.grantedSeconds, transitiveTags: false };
  const { first, second } = sessionsOf(input, terms);
  const { sourceIdentity } = attributes;
  return {
    first,
    ...(second && { second }),
    duration,
    ...(sourceIdentity && { sourceIdentity }),
    chained,
    ...(region && { region }),
    ...(isShareable(input) && { key: keyOf(input, [first, second]) }),
  };
}

function durationInput({ granted: { connector }, caller, asked }: PlanInput, chained: boolean, call: Call) {
  const { principalType, maxDurationSeconds, withinTokenLife } = connector.value;
  if (withinTokenLife === true && caller.via !== 'oidc') throw notAllowed('caller_shows_no_token_with_a_life');
  const secondsLeft = caller.via === 'oidc' ? (caller.expiresAt.getTime() - call.now().getTime()) / 1000 : 0;
  return {
    principalType,
    requestedSeconds: asked.durationSeconds,
    connectorMaxSeconds: maxDurationSeconds,
    chained,
    tokenSeconds: withinTokenLife === true ? Math.floor(secondsLeft) : undefined,
  };
}

function attributesOf({ granted: { connector }, caller }: PlanInput): SessionAttributes {
  const { nameLimits } = rulesOf(connector.value.principalType);
  const attributes = sessionAttributes(connector.value, { ...caller, issuer: issuerOf(caller) }, nameLimits);
  if (!attributes.ok) throw notAllowed('claim_missing', attributes.missingClaim);
  return attributes.value;
}

/** With a second hop the first session may do nothing but that, and all that was decided holds for the second. */
function sessionsOf(input: PlanInput, terms: SessionTerms): { first: SessionRequest; second: SecondHop | undefined } {
  const { roleArn } = input.asked;
  if (roleArn === undefined) return { first: sessionRequest(input, terms), second: undefined };
  const { attributes, policies, durationSeconds, region } = terms;
  const { externalId } = input.granted.connector.value;
  const onlyThat: SessionPolicies = { policy: secondHopPolicy(roleArn), policyArns: [] };
  const firstTerms = { ...terms, policies: onlyThat, durationSeconds: FIRST_HOP_SECONDS, transitiveTags: true };
  return {
    first: sessionRequest(input, firstTerms),
    // Source identity and transitive tags come along by themselves; setting such a tag again would fail the call.
    second: {
      type: 'assumed-role',
      roleArn,
      sessionName: attributes.sessionName,
      durationSeconds,
      ...(externalId && { externalId }),
      tags: [],
      transitiveTags: false,
      ...policies,
      ...(region && { region }),
    },
  };
}

function isShareable({ granted, proof }: PlanInput): boolean {
  const sent = rulesOf(granted.connector.value.principalType).proof;
  return proof.mfa === undefined && (sent === 'none' || sent === 'mfa-code');
}

/** The issuer counts too: whatever two issuers may call their callers, neither's get what the other's were given. */
function keyOf({ granted: { connector, account }, caller }: PlanInput, sent: readonly unknown[]): string {
  return JSON.stringify([
    connector.value.id,
    connector.version,
    account.value.id,
    account.version,
    issuerOf(caller),
    ...sent,
  ]);
}

export function valid<T>(parsed: Parsed<T>): T {
  if (parsed.ok) return parsed.value;
  throw invalidRequest(parsed.errors);
}
