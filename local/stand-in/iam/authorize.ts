import type { Caller, Role, State } from '../core/state.ts';
import { evaluatePolicies, type PolicyRequest } from './evaluate-policy.ts';
import { findAwsPolicy } from './managed-policies.ts';
import type { RequestContext } from './policy-conditions.ts';
import { principalArnOf } from './principals.ts';

const ALLOW_ALL = { Statement: { Effect: 'Allow', Action: '*', Resource: '*' } };
const ALL_BUT_ECR = { Statement: { Effect: 'Allow', NotAction: ['ecr:*', 'ecr-public:*'], Resource: '*' } };
/** Sessions that may not request a bearer token from STS. The login to ECR Public needs one. */
const WITHOUT_BEARER_TOKEN: readonly (string | undefined)[] = ['federated-user', 'session-token'];

interface Decision {
  readonly allowed: boolean;
  /** The reason for a refusal, in AWS's words. It is empty if the request is allowed. */
  readonly because: string;
}

const ALLOWED: Decision = { allowed: true, because: '' };

function denied(kind: string): Decision {
  return { allowed: false, because: `with an explicit deny in ${kind} policy` };
}

function notAllowed(kind: string, action: string): Decision {
  return {
    allowed: false,
    because: `no ${kind} policy allows the ${action} action`,
  };
}

function policyOfRole({ policy, ecr }: Role) {
  return policy ?? (ecr ? ALLOW_ALL : ALL_BUT_ECR);
}

/**
 * Returns the identity policies of the role or user behind a caller. One that was never provisioned may do everything.
 */
function identityPolicies(state: State, principalArn: string): readonly object[] {
  const role = state.roles.get(principalArn);
  const own = role === undefined ? (state.users.get(principalArn)?.policy ?? ALLOW_ALL) : policyOfRole(role);
  const inline = [...(state.inlinePolicies.get(principalArn)?.values() ?? [])];
  return [own, ...inline.map((written): object => JSON.parse(written))];
}

/** Returns the session policies, or undefined if the session has all permissions of its principal. */
function sessionPolicies(state: State, { session }: Caller): readonly object[] | undefined {
  if (session === undefined) return undefined;
  const { kind, policy, policyArns } = session;
  if (policy === undefined && policyArns.length === 0) return kind === 'federated-user' ? [] : undefined;
  // A policy that is unknown, or no longer exists, grants nothing.
  const managed = policyArns.map((arn) => findAwsPolicy(arn) ?? state.managedPolicies.get(arn));
  const documents = policy === undefined ? managed : [JSON.parse(policy), ...managed];
  return documents.filter((document) => document !== undefined);
}

/** Returns the condition keys that AWS derives from the caller. The request adds its own. */
export function callerContext(state: State, caller: Caller): RequestContext {
  const { session, arn } = caller;
  const tags = Object.entries(session?.tags ?? {}).map(([key, value]) => [`aws:PrincipalTag/${key}`, value]);
  return {
    'aws:PrincipalArn': session?.kind === 'federated-user' ? arn : principalArnOf(state, caller),
    'aws:PrincipalAccount': accountOf(caller),
    'aws:CurrentTime': state.now().toISOString(),
    'aws:SecureTransport': 'true',
    ...(session && { 'aws:MultiFactorAuthPresent': String(session.hasMfa) }),
    // A long-term key has no such time, so a condition on it never denies the key itself.
    ...(session && { 'aws:TokenIssueTime': session.issuedAt.toISOString() }),
    ...(session?.sourceIdentity && { 'aws:SourceIdentity': session.sourceIdentity }),
    ...Object.fromEntries(tags),
  };
}

/** Returns the caller's account. */
export function accountOf({ arn }: Caller): string {
  return arn.split(':')[4] ?? '';
}

/**
 * Decides whether a caller may do something now. The principal's policies must allow it, and so must the session's
 * policies together, if it has any. A denial in either refuses it.
 */
export function mayDo(state: State, caller: Caller, request: PolicyRequest): Decision {
  const { action } = request;
  if (action === 'sts:GetServiceBearerToken' && WITHOUT_BEARER_TOKEN.includes(caller.session?.kind)) {
    return notAllowed('identity-based', action);
  }
  const asked = { ...request, context: { ...callerContext(state, caller), ...request.context } };
  const principalArn = caller.session?.principalArn ?? principalArnOf(state, caller);
  const byIdentity = evaluatePolicies(identityPolicies(state, principalArn), asked);
  const narrowing = sessionPolicies(state, caller);
  const bySession = narrowing === undefined ? 'allow' : evaluatePolicies(narrowing, asked);
  if (byIdentity === 'deny') return denied('an identity-based');
  if (bySession === 'deny') return denied('a session');
  if (byIdentity === 'nothing') return notAllowed('identity-based', action);
  return bySession === 'nothing' ? notAllowed('session', action) : ALLOWED;
}

/** Returns AWS's message for a refusal. */
export function refusalText(caller: Caller, { action, resource }: PolicyRequest, { because }: Decision): string {
  const start = `User: ${caller.arn} is not authorized to perform: ${action} on resource: ${resource}`;
  return because.startsWith('with ') ? `${start} ${because}` : `${start} because ${because}`;
}
