import { readRoleArn } from '../core/arn.ts';
import { AwsError, validationError } from '../core/aws-error.ts';
import { createSessionKeys } from '../core/identifiers.ts';
import type { IssuedSession } from '../core/issued.ts';
import type { SessionInput } from './session-input.ts';
import { toTagRecord } from './session-input.ts';
import type { Caller, Role, Session, State } from '../core/state.ts';

export const ROLE_DEFAULT_SECONDS = 3600;

export function toSessionArn(roleArn: string, sessionName: string): string {
  const role = readRoleArn(roleArn);
  return `arn:${role?.partition}:sts::${role?.account}:assumed-role/${role?.name}/${sessionName}`;
}

/** STS tells times in whole seconds. */
export function expiryAfter(now: Date, seconds: number): Date {
  return new Date((Math.floor(now.getTime() / 1000) + seconds) * 1000);
}

/** Throws a ValidationError for more than the role gives to anybody. */
export const assertRoleMaximum = (role: Role, seconds: number): void => {
  if (seconds > (role.maxSessionDurationSeconds ?? ROLE_DEFAULT_SECONDS)) {
    throw validationError('The requested DurationSeconds exceeds the MaxSessionDuration set for this role.');
  }
};

export function isMissingRequiredTag(role: Role, { tags }: SessionInput): boolean {
  return (role.requiredTags ?? []).some((required) => !tags.some(({ key }) => key === required));
}

/** What the parameters alone say of a session. */
export function sessionOf(input: SessionInput) {
  return {
    sourceIdentity: input.sourceIdentity,
    transitiveTagKeys: input.transitiveTagKeys.map((key) => key.toLowerCase()),
    tags: toTagRecord(input.tags),
    policy: input.policy,
    policyArns: input.policyArns,
    isChained: false,
    hasMfa: false,
  };
}

/** Makes a session known as a caller, under fresh keys. */
export function issueSession(
  state: State,
  action: IssuedSession['action'],
  arn: string,
  kind: Caller['kind'],
  session: Session,
): IssuedSession {
  const keys = createSessionKeys();
  state.callers.set(keys.accessKeyId, { ...keys, arn, kind, session });
  return { action, ...keys, expiration: session.expiresAt, arn };
}

function wrongCode() {
  return new AwsError('AccessDenied', 403, 'MultiFactorAuthentication failed with invalid MFA one time pass code. ');
}

/** Whether the caller proved a second factor; throws an AccessDenied when it tried to and could not. */
export function proveMfa(state: State, { mfa }: Caller, { serialNumber, tokenCode }: SessionInput): boolean {
  if (serialNumber === undefined && tokenCode === undefined) return false;
  const once = `${serialNumber} ${tokenCode}`;
  const isRight = mfa !== undefined && mfa.serialNumber === serialNumber && mfa.code === tokenCode;
  if (!isRight || state.usedMfaCodes.has(once)) throw wrongCode();
  state.usedMfaCodes.add(once);
  return true;
}
