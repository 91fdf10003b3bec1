import { AwsError, accessDenied, validationError } from '../core/aws-error.ts';
import type { Call } from '../core/service.ts';
import type { Caller, Role, State } from '../core/state.ts';
import { mayDo } from '../iam/authorize.ts';
import { principalArnOf } from '../iam/principals.ts';
import { requestContext } from '../iam/request-context.ts';
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

/** Returns the role, if its trust policy lets this caller assume it with these parameters. */
function findTrustingRole(state: State, caller: Caller, input: SessionInput): Role {
  const roleArn = input.roleArn ?? '';
  const role = state.roles.get(roleArn);
  const isTrusted = role?.trustedPrincipals.includes(principalArnOf(state, caller)) ?? false;
  const hasExternalId = role?.externalId === undefined || role.externalId === input.externalId;
  const isUserOrSession = caller.kind !== 'federated-user';
  if (role === undefined || !isUserOrSession || !isTrusted || !hasExternalId || isMissingRequiredTag(role, input)) {
    throw accessDenied(caller.arn, 'sts:AssumeRole', roleArn);
  }
  return role;
}

function assertTagSession(role: Role, caller: Caller, { tags }: SessionInput) {
  const inherited = caller.session?.transitiveTagKeys ?? [];
  if (role.allowTagSession === false && tags.length + inherited.length > 0) {
    throw accessDenied(caller.arn, 'sts:TagSession', role.arn);
  }
  if (tags.some(({ key = '' }) => inherited.includes(key.toLowerCase()))) {
    const message =
      "One of the specified transitive tag keys can't be set because it conflicts with " +
      'a transitive tag key from the calling session.';
    throw new AwsError('InvalidParameterValue', 400, message);
  }
}

/** Returns the source identity. It applies to a whole chain of sessions and cannot be changed. */
function decideSourceIdentity(role: Role, caller: Caller, { sourceIdentity }: SessionInput) {
  const inherited = caller.session?.sourceIdentity;
  const decided = inherited ?? sourceIdentity;
  const isChange = sourceIdentity !== undefined && sourceIdentity !== decided;
  if (isChange || (decided !== undefined && role.allowSetSourceIdentity === false)) {
    throw accessDenied(caller.arn, 'sts:SetSourceIdentity', role.arn);
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

function contextOf(input: SessionInput) {
  return {
    ...(input.roleSessionName !== undefined && { 'sts:RoleSessionName': input.roleSessionName }),
    ...(input.externalId !== undefined && { 'sts:ExternalId': input.externalId }),
    ...(input.sourceIdentity !== undefined && { 'sts:SourceIdentity': input.sourceIdentity }),
    ...(input.tags.length > 0 && { 'aws:TagKeys': input.tags.map(({ key = '' }) => key) }),
    ...(input.transitiveTagKeys.length > 0 && { 'sts:TransitiveTagKeys': input.transitiveTagKeys }),
    ...Object.fromEntries(input.tags.map(({ key = '', value = '' }) => [`aws:RequestTag/${key}`, value])),
  };
}

/** Checks the caller's side: its identity and session policies must allow every action that the call implies. */
function assertMayAssume(call: Call, role: Role, input: SessionInput, sourceIdentity?: string) {
  const { state, caller, request, region } = call;
  const hasTags = input.tags.length > 0 || (caller.session?.transitiveTagKeys.length ?? 0) > 0;
  const actions = [
    'sts:AssumeRole',
    ...(hasTags ? ['sts:TagSession'] : []),
    ...(sourceIdentity === undefined ? [] : ['sts:SetSourceIdentity']),
  ];
  const context = { ...requestContext(request, region), ...contextOf({ ...input, sourceIdentity }) };
  const denied = actions.find((action) => !mayDo(state, caller, { action, resource: role.arn, context }).allowed);
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
  const role = findTrustingRole(state, caller, input);
  assertTagSession(role, caller, input);
  const sourceIdentity = decideSourceIdentity(role, caller, input);
  assertMayAssume(call, role, input, sourceIdentity);
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
