import type { Partition } from '../../domain/aws.ts';
import type { Call } from '../../domain/call.ts';
import { issuerOf } from '../../domain/caller.ts';
import type { GrantedDuration } from '../../domain/credential.ts';
import { connectorInvalid, invalidRequest, notAllowed, PortunusError } from '../../domain/errors.ts';
import { isLoginAction, SERVICE_OF } from '../../domain/issue-request.ts';
import { valid } from '../../domain/parse.ts';
import { FIRST_HOP_SECONDS, rulesOf } from '../../domain/principal-type.ts';
import type { Secret } from '../../domain/secret.ts';
import type { AccessRules } from '../../policy/access/access.ts';
import { LOGIN_OUTLIVES_TOKEN, outlivesSession } from '../../policy/definitions/check-connector.ts';
import { whyOfAnotherStage } from '../../policy/definitions/check-stage.ts';
import { type DurationInput, decideDuration, isChained, maxSecondsOf } from '../../policy/session/duration.ts';
import { parameterFaults, publicFaults } from '../../policy/session/limits.ts';
import { decidePackageTarget, type PackageTarget } from '../../policy/session/package-target.ts';
import { servicesFor } from '../../policy/session/registry-actions.ts';
import { type SessionAttributes, sessionAttributes } from '../../policy/session/session-attributes.ts';
import { type SessionPolicies, secondHopPolicy, sessionPolicies } from '../../policy/session/session-policy.ts';
import type { AuthorizedRequest, GrantedConnector } from './authorized-request.ts';
import type { SecondHop, SessionRequest } from './session-request.ts';

/** The deployment's settings that a plan depends on. */
export interface Deployment extends AccessRules {
  readonly region: string;
  readonly partition: Partition;
  readonly allowProvided: boolean;
  readonly stage: string;
}

/** What will be sent to STS. It is complete before anything is sent. */
export interface SessionPlan {
  /** `execution-role` if the connector makes no session. */
  readonly first: SessionRequest | 'execution-role';
  readonly second?: SecondHop;
  readonly duration?: GrantedDuration;
  readonly sourceIdentity?: string;
  /** Whether temporary credentials assume the role. */
  readonly chained: boolean;
  /** The region of the STS endpoint, if it is not the function's own. */
  readonly region?: string;
  readonly packages?: PackagePlan;
  /**
   * The cache key. Two requests share a key only if the same definitions would make them send the same to STS. So a
   * cached session has the same rights, and the same name in CloudTrail, as a fresh one. The key is absent if the
   * caller's own token, assertion or code is sent, because such a session belongs to that caller alone.
   */
  readonly key?: string;
}

/** What will be sent to CodeArtifact for a login. */
export interface PackagePlan extends PackageTarget {
  /** How long the token is good, which 0 ties to the session. */
  readonly durationSeconds: number;
}

/** Plans the session. Throws if the request or the connector does not allow one, before STS is called. */
export function planSession(request: AuthorizedRequest, deployment: Deployment, call: Call): SessionPlan {
  const { action, parameters, proof, granted } = request;
  const { connector, account, grant } = granted;
  assertDeployable(granted, deployment);
  const faults = [
    ...parameterFaults(parameters, proof, { connector: connector.value, grant }),
    ...publicFaults(action, grant),
  ];
  if (faults.length > 0) throw invalidRequest(faults);

  const target = packageTargetOf(request);
  const policies = policiesOf(request, target);
  const attributes = attributesOf(request);
  const chained = isChained(connector.value, account.value, parameters.roleArn);
  const input = durationInput(request, chained, call);
  const duration = valid(decideDuration(input));
  if (duration === undefined) return { first: 'execution-role', chained, key: keyOf(request, []) };

  const region = stsRegion(request, deployment);
  const terms = { policies, attributes, region, durationSeconds: duration.grantedSeconds, transitiveTags: false };
  const { first, second } = sessionsOf(request, terms);
  const { sourceIdentity } = attributes;
  return {
    first,
    ...(second && { second }),
    duration,
    ...(sourceIdentity && { sourceIdentity }),
    chained,
    ...(region && { region }),
    ...(target && packagesOf(request, target, input)),
    ...(isShareable(request) && { key: keyOf(request, [first, second]) }),
  };
}

function packageTargetOf({ action, parameters, granted }: AuthorizedRequest): PackageTarget | undefined {
  if (action !== 'codeartifact-login') return undefined;
  const { connector, account, grant } = granted;
  return valid(decidePackageTarget(parameters, { connector: connector.value, grant }, account.value));
}

function policiesOf({ action, parameters, granted }: AuthorizedRequest, packages: PackageTarget | undefined) {
  const { connector, account, grant } = granted;
  const { partition, awsAccountId: accountId } = account.value;
  const services = servicesFor(action, connector.value);
  const scope = { partition, accountId, services, ...(packages && { packages }) };
  return valid(sessionPolicies(connector.value, { grant, requested: parameters }, scope));
}

/**
 * A token of CodeArtifact ends with its session, or lasts as long as the connector lets it. Then the session's own end does
 * not bind it: a chained session of an hour gives tokens of twelve.
 */
function packagesOf({ granted }: AuthorizedRequest, target: PackageTarget, input: DurationInput) {
  if (granted.connector.value.loginLifetime === 'session') return { packages: { ...target, durationSeconds: 0 } };
  const duration = valid(decideDuration({ ...input, chained: false }));
  return { ...(duration && { duration }), packages: { ...target, durationSeconds: duration?.grantedSeconds ?? 0 } };
}

function durationInput(
  { action, granted: { connector, grant }, caller, parameters }: AuthorizedRequest,
  chained: boolean,
  call: Call,
): DurationInput {
  const { principalType, withinTokenLife } = connector.value;
  const outlives = isLoginAction(action) && outlivesSession(SERVICE_OF[action], connector.value);
  // A write refuses this. An earlier release stored such connectors, and their logins outlive every token.
  if (withinTokenLife === true && outlives) throw connectorInvalid(LOGIN_OUTLIVES_TOKEN);
  if (withinTokenLife === true && caller.via !== 'oidc') throw notAllowed('caller_shows_no_token_with_a_life');
  const secondsLeft = caller.via === 'oidc' ? (caller.expiresAt.getTime() - call.now().getTime()) / 1000 : 0;
  return {
    principalType,
    requestedSeconds: parameters.durationSeconds,
    connectorMaxSeconds: maxSecondsOf({ connector: connector.value, grant }),
    chained,
    tokenSeconds: withinTokenLife === true ? Math.floor(secondsLeft) : undefined,
  };
}

function attributesOf({ granted: { connector }, caller }: AuthorizedRequest): SessionAttributes {
  const { nameLimits } = rulesOf(connector.value.principalType);
  const attributes = sessionAttributes(connector.value, { ...caller, issuer: issuerOf(caller) }, nameLimits);
  if (!attributes.ok) throw notAllowed('claim_missing', attributes.missingClaim);
  return attributes.value;
}

/**
 * Splits the session in two if the connector has a second hop. The first session may only assume the second role.
 * Duration, policies and name apply to the second.
 */
function sessionsOf(
  request: AuthorizedRequest,
  terms: SessionTerms,
): { first: SessionRequest; second: SecondHop | undefined } {
  const { roleArn } = request.parameters;
  if (roleArn === undefined) return { first: sessionRequest(request, terms), second: undefined };
  const { attributes, policies, durationSeconds, region } = terms;
  const { externalId } = request.granted.connector.value;
  const onlyThat: SessionPolicies = { policy: secondHopPolicy(roleArn), policyArns: [] };
  const firstTerms = { ...terms, policies: onlyThat, durationSeconds: FIRST_HOP_SECONDS, transitiveTags: true };
  return {
    first: sessionRequest(request, firstTerms),
    // Source identity and transitive tags carry over by themselves, and setting such a tag again would fail the call.
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

function isShareable({ granted, proof }: AuthorizedRequest): boolean {
  const sent = rulesOf(granted.connector.value.principalType).proof;
  return proof.mfa === undefined && (sent === 'none' || sent === 'mfa-code');
}

/**
 * Returns the cache key. It contains the issuer, so that callers of two issuers never share a session, even if both
 * have the same subject.
 */
function keyOf({ granted: { connector, account }, caller }: AuthorizedRequest, sent: readonly unknown[]): string {
  return JSON.stringify([
    connector.value.id,
    connector.version,
    account.value.id,
    account.version,
    issuerOf(caller),
    ...sent,
  ]);
}

/**
 * Checks the connector against this deployment. A connector that was valid when it was written may not fit here, or an
 * option may have been switched off since.
 */
function assertDeployable({ connector, account }: GrantedConnector, deployment: Deployment): void {
  const { partition, allowProvided, stage } = deployment;
  const { principalType } = connector.value;
  if (rulesOf(principalType).call === undefined && !allowProvided) {
    throw connectorInvalid(
      `principalType ${principalType} is not allowed by this deployment (PORTUNUS_ALLOW_PROVIDED)`,
    );
  }
  const isForeign = account.value.partition !== partition;
  if (isForeign && account.value.credentials.source === 'execution-role') {
    throw connectorInvalid('account is in another partition than the execution role, which can not leave its own');
  }
  const { credentials } = account.value;
  const why = credentials.source === 'iam-user' ? whyOfAnotherStage(credentials.secretArn, stage) : undefined;
  if (why !== undefined) throw connectorInvalid(`the key of the account ${why}`);
}

/** Returns the STS region. Only an STS endpoint in the account's own partition can make the session. */
function stsRegion({ granted: { connector, account }, parameters }: AuthorizedRequest, { partition }: Deployment) {
  if (account.value.partition === partition) return undefined;
  const region = parameters.region ?? connector.value.region;
  if (region !== undefined) return region;
  throw connectorInvalid('region is missing, and the account is in another partition than the function');
}

/** What was decided about a session, for every STS call alike. */
interface SessionTerms {
  readonly durationSeconds: number;
  readonly policies: SessionPolicies;
  readonly attributes: SessionAttributes;
  readonly transitiveTags: boolean;
  readonly region: string | undefined;
}

/** Returns the request for the STS call of the connector's principal type. */
function sessionRequest(request: AuthorizedRequest, terms: SessionTerms): SessionRequest {
  const { connector, account } = request.granted;
  const { attributes, policies, durationSeconds, transitiveTags } = terms;
  const { sessionName, tags } = attributes;
  const common = { durationSeconds, ...(terms.region && { region: terms.region }) };
  switch (connector.value.principalType) {
    case 'assumed-role': {
      const { principalType: type, roleArn, externalId } = connector.value;
      const sourceCredentials = account.value.credentials;
      return {
        type,
        sourceCredentials,
        roleArn,
        ...attributes,
        ...(externalId && { externalId }),
        transitiveTags,
        ...policies,
        ...common,
      };
    }
    case 'federated-user':
      return { type: 'federated-user', ...userOf(request.granted), name: sessionName, tags, ...policies, ...common };
    case 'session-token': {
      const { mfa } = request.proof;
      return { type: 'session-token', ...userOf(request.granted), ...(mfa && { mfa }), ...common };
    }
    case 'web-identity': {
      const { principalType: type, roleArn } = connector.value;
      return { type, roleArn, sessionName, token: tokenFor(request), ...policies, ...common };
    }
    case 'saml': {
      const { principalType: type, roleArn, samlProviderArn } = connector.value;
      return { type, roleArn, samlProviderArn, assertion: assertionOf(request), ...policies, ...common };
    }
    case 'provided':
      throw new PortunusError('internal', 'connector', { detail: 'provided makes no session' });
  }
}

function userOf({ account: { value } }: GrantedConnector) {
  if (value.credentials.source === 'iam-user') {
    return { secretArn: value.credentials.secretArn, accountId: value.awsAccountId, partition: value.partition };
  }
  throw new PortunusError('internal', 'connector', { detail: 'the account was not checked' });
}

/**
 * Returns the caller's own token, which is passed on to STS. Throws if there is none, or if STS cannot fetch the
 * issuer's keys.
 */
function tokenFor({ caller, proof }: AuthorizedRequest): Secret {
  if (caller.via !== 'oidc' || proof.token === undefined) throw notAllowed('caller_shows_no_token');
  if (caller.notFederable !== undefined) throw notAllowed('issuer_not_federable', `it ${caller.notFederable}`);
  return proof.token;
}

function assertionOf({ proof }: AuthorizedRequest): Secret {
  if (proof.samlAssertion !== undefined) return proof.samlAssertion;
  throw new PortunusError('internal', 'connector', { detail: 'the request was not checked' });
}
