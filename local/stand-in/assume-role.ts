import { readRoleArn } from './arn.ts';
import type { AssumeRoleInput } from './assume-role-input.ts';
import { assertAssumeRoleInput, type ValidAssumeRole } from './assume-role-rules.ts';
import { AwsError, accessDenied, validationError } from './aws-error.ts';
import { createSessionKeys } from './identifiers.ts';
import { principalArnOf } from './principals.ts';
import type { Caller, IssuedSession, Role, State } from './state.ts';

const DEFAULT_SECONDS = 3600;
const CHAINED_LIMIT_SECONDS = 3600;

const isMissingRequiredTag = (role: Role, { tags }: AssumeRoleInput) =>
  (role.requiredTags ?? []).some((required) => !tags.some(({ key }) => key === required));

/** The role, if its trust policy lets this caller assume it with these parameters. */
const findTrustingRole = (state: State, caller: Caller, input: ValidAssumeRole): Role => {
  const role = state.roles.get(input.roleArn);
  const isTrusted = role?.trustedPrincipals.includes(principalArnOf(state, caller)) ?? false;
  const hasExternalId = role?.externalId === undefined || role.externalId === input.externalId;
  if (role === undefined || !isTrusted || !hasExternalId || isMissingRequiredTag(role, input)) {
    throw accessDenied(caller.arn, 'sts:AssumeRole', input.roleArn);
  }
  return role;
};

const assertTagSession = (role: Role, caller: Caller, { tags }: AssumeRoleInput) => {
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
};

/** A source identity stays for a whole chain of sessions; it cannot be changed on the way. */
const decideSourceIdentity = (role: Role, caller: Caller, { sourceIdentity }: AssumeRoleInput) => {
  const inherited = caller.session?.sourceIdentity;
  const decided = inherited ?? sourceIdentity;
  const isChange = sourceIdentity !== undefined && sourceIdentity !== decided;
  if (isChange || (decided !== undefined && role.allowSetSourceIdentity === false)) {
    throw accessDenied(caller.arn, 'sts:SetSourceIdentity', role.arn);
  }
  return decided;
};

const assertDuration = (role: Role, caller: Caller, seconds: number) => {
  if (seconds > (role.maxSessionDurationSeconds ?? DEFAULT_SECONDS)) {
    throw validationError('The requested DurationSeconds exceeds the MaxSessionDuration set for this role.');
  }
  if (caller.kind === 'role-session' && seconds > CHAINED_LIMIT_SECONDS) {
    throw validationError(
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
    );
  }
};

const toSessionArn = (roleArn: string, sessionName: string) => {
  const role = readRoleArn(roleArn);
  return `arn:${role?.partition}:sts::${role?.account}:assumed-role/${role?.name}/${sessionName}`;
};

/** STS tells times in whole seconds. */
const expiryAfter = (now: Date, seconds: number) => new Date((Math.floor(now.getTime() / 1000) + seconds) * 1000);

interface AssumedRole {
  readonly issued: IssuedSession;
  readonly sourceIdentity: string | undefined;
}

/** Judges an AssumeRole as STS would and, if it may be, makes the session known as a caller. */
export const assumeRole = (state: State, caller: Caller, input: AssumeRoleInput): AssumedRole => {
  assertAssumeRoleInput(input);
  const role = findTrustingRole(state, caller, input);
  assertTagSession(role, caller, input);
  const sourceIdentity = decideSourceIdentity(role, caller, input);
  const { durationSeconds = DEFAULT_SECONDS, policy, policyArns } = input;
  assertDuration(role, caller, durationSeconds);
  const keys = createSessionKeys();
  const arn = toSessionArn(role.arn, input.roleSessionName);
  const expiresAt = expiryAfter(state.now(), durationSeconds);
  const transitiveTagKeys = [
    ...(caller.session?.transitiveTagKeys ?? []),
    ...input.transitiveTagKeys.map((key) => key.toLowerCase()),
  ];
  const session = { roleArn: role.arn, expiresAt, sourceIdentity, transitiveTagKeys, policy, policyArns };
  state.callers.set(keys.accessKeyId, { ...keys, arn, kind: 'role-session', session });
  return { issued: { action: 'AssumeRole', ...keys, expiration: expiresAt, assumedRoleArn: arn }, sourceIdentity };
};
