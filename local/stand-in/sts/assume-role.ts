import { AwsError, accessDenied, validationError } from '../core/aws-error.ts';
import type { Call } from '../core/service.ts';
import type { Caller, Role } from '../core/state.ts';
import { mayDo } from '../iam/authorize.ts';
import type { RequestContext } from '../iam/policy-conditions.ts';
import { principalArnOf } from '../iam/principals.ts';
import { requestContext } from '../iam/request-context.ts';
import { trustPolicyAllows } from '../iam/trust-policy.ts';
import type { Given } from './answer.ts';
import type { SessionInput } from './session-input.ts';
import { assertRoleInput } from './session-rules.ts';
import { ASSUME_ROLE } from './session-shapes.ts';
import {
  assertRoleMaximum,
  expiryAfter,
  isMissingRequiredTag,
  issueSession,
  proveMfa,
  ROLE_DEFAULT_SECONDS,
  sessionOf,
  toSessionArn,
} from './sessions.ts';

const CHAINED_LIMIT_SECONDS = 3600;

type ImpliedAction = 'sts:AssumeRole' | 'sts:SetSourceIdentity' | 'sts:TagSession';

/**
 * Returns the condition keys for one of the actions that a call implies. AWS's Service Authorization Reference lists
 * `sts:ExternalId` for AssumeRole alone.
 */
function contextOf(action: ImpliedAction, { request, region }: Call, input: SessionInput): RequestContext {
  const isExternalIdGiven = action === 'sts:AssumeRole' && input.externalId !== undefined;
  return {
    ...requestContext(request, region),
    ...(input.roleSessionName !== undefined && { 'sts:RoleSessionName': input.roleSessionName }),
    ...(isExternalIdGiven && { 'sts:ExternalId': input.externalId }),
    ...(input.sourceIdentity !== undefined && { 'sts:SourceIdentity': input.sourceIdentity }),
    ...(input.tags.length > 0 && { 'aws:TagKeys': input.tags.map(({ key = '' }) => key) }),
    ...(input.transitiveTagKeys.length > 0 && { 'sts:TransitiveTagKeys': input.transitiveTagKeys }),
    ...Object.fromEntries(input.tags.map(({ key = '', value = '' }) => [`aws:RequestTag/${key}`, value])),
  };
}

/** Decides for a role without a trust policy, by its other fields. */
function isTrustedByFields({ state, caller }: Call, role: Role, action: ImpliedAction, input: SessionInput): boolean {
  if (action === 'sts:TagSession') return role.allowTagSession !== false;
  if (action === 'sts:SetSourceIdentity') return role.allowSetSourceIdentity !== false;
  const hasExternalId = role.externalId === undefined || role.externalId === input.externalId;
  return (
    role.trustedPrincipals.includes(principalArnOf(state, caller)) &&
    hasExternalId &&
    !isMissingRequiredTag(role, input)
  );
}

/** Throws an AccessDenied unless the role's trust allows the caller this action. */
function assertTrusted(call: Call, role: Role, action: ImpliedAction, input: SessionInput): void {
  const { state, caller } = call;
  const isTrusted =
    role.trustPolicy === undefined
      ? isTrustedByFields(call, role, action, input)
      : trustPolicyAllows(state, caller, role.trustPolicy, { action, context: contextOf(action, call, input) });
  if (!isTrusted) throw accessDenied(caller.arn, action, role.arn);
}

/** Returns the role, if its trust policy lets this caller assume it with these parameters. */
function findTrustingRole(call: Call, input: SessionInput): Role {
  const { state, caller } = call;
  const roleArn = input.roleArn ?? '';
  const role = state.roles.get(roleArn);
  if (role === undefined || caller.kind === 'federated-user') throw accessDenied(caller.arn, 'sts:AssumeRole', roleArn);
  assertTrusted(call, role, 'sts:AssumeRole', input);
  return role;
}

function hasTags({ session }: Caller, { tags }: SessionInput): boolean {
  return tags.length + (session?.transitiveTagKeys ?? []).length > 0;
}

function assertTagSession(call: Call, role: Role, input: SessionInput) {
  const { caller } = call;
  if (hasTags(caller, input)) assertTrusted(call, role, 'sts:TagSession', input);
  const inherited = caller.session?.transitiveTagKeys ?? [];
  if (input.tags.some(({ key = '' }) => inherited.includes(key.toLowerCase()))) {
    const message =
      "One of the specified transitive tag keys can't be set because it conflicts with " +
      'a transitive tag key from the calling session.';
    throw new AwsError('InvalidParameterValue', 400, message);
  }
}

/** Returns the source identity. It applies to a whole chain of sessions and cannot be changed. */
function decideSourceIdentity(call: Call, role: Role, input: SessionInput) {
  const { caller } = call;
  const inherited = caller.session?.sourceIdentity;
  const decided = inherited ?? input.sourceIdentity;
  if (input.sourceIdentity !== undefined && input.sourceIdentity !== decided) {
    throw accessDenied(caller.arn, 'sts:SetSourceIdentity', role.arn);
  }
  if (decided !== undefined) {
    assertTrusted(call, role, 'sts:SetSourceIdentity', { ...input, sourceIdentity: decided });
  }
  return decided;
}

function assertDuration(role: Role, caller: Caller, seconds: number) {
  assertRoleMaximum(role, seconds);
  if (caller.kind !== 'iam-user' && seconds > CHAINED_LIMIT_SECONDS) {
    throw validationError(
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
    );
  }
}

/** Checks the caller's side: its identity and session policies must allow every action that the call implies. */
function assertMayAssume(call: Call, role: Role, input: SessionInput): void {
  const { state, caller } = call;
  const actions: readonly ImpliedAction[] = [
    'sts:AssumeRole',
    ...(hasTags(caller, input) ? (['sts:TagSession'] as const) : []),
    ...(input.sourceIdentity === undefined ? [] : (['sts:SetSourceIdentity'] as const)),
  ];
  const denied = actions.find((action) => {
    const context = contextOf(action, call, input);
    return !mayDo(state, caller, { action, resource: role.arn, context }).allowed;
  });
  if (denied !== undefined) throw accessDenied(caller.arn, denied, role.arn);
}

/** Returns the transitive tags of the calling session, by key. */
function inheritedTags(caller: Caller) {
  return Object.entries(caller.session?.tags ?? {}).filter(([key]) =>
    caller.session?.transitiveTagKeys.includes(key.toLowerCase()),
  );
}

/** Decides an AssumeRole as STS would. If it is allowed, registers the session as a caller. */
export function assumeRole(call: Call, input: SessionInput): Given {
  const { state, caller } = call;
  assertRoleInput(input, ASSUME_ROLE);
  const role = findTrustingRole(call, input);
  assertTagSession(call, role, input);
  const sourceIdentity = decideSourceIdentity(call, role, input);
  assertMayAssume(call, role, { ...input, sourceIdentity });
  const { durationSeconds = ROLE_DEFAULT_SECONDS } = input;
  assertDuration(role, caller, durationSeconds);
  proveMfa(state, caller, input);
  const own = sessionOf(input);
  const issued = issueSession(
    state,
    'AssumeRole',
    toSessionArn(role.arn, input.roleSessionName ?? ''),
    'role-session',
    {
      ...own,
      kind: 'assumed-role',
      principalArn: role.arn,
      expiresAt: expiryAfter(state.now(), durationSeconds),
      sourceIdentity,
      transitiveTagKeys: [...(caller.session?.transitiveTagKeys ?? []), ...own.transitiveTagKeys],
      tags: Object.assign(own.tags, Object.fromEntries(inheritedTags(caller))),
      isChained: caller.kind !== 'iam-user',
    },
  );
  return { issued, sourceIdentity };
}
