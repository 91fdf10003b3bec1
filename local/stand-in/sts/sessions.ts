import { readRoleArn } from '../core/arn.ts';
import { AwsError, validationError } from '../core/aws-error.ts';
import { createSessionKeys } from '../core/identifiers.ts';
import type { IssuedSession } from '../core/issued.ts';
import type { Caller, Role, Session, State } from '../core/state.ts';
import { type SessionInput, toTagRecord } from './session-input.ts';
import { assertClaims } from './session-rules.ts';

export const ROLE_DEFAULT_SECONDS = 3600;

export function toSessionArn(roleArn: string, sessionName: string): string {
  const role = readRoleArn(roleArn);
  return `arn:${role?.partition}:sts::${role?.account}:assumed-role/${role?.name}/${sessionName}`;
}

/** Returns when a session expires. STS uses whole seconds. */
export function expiryAfter(now: Date, seconds: number): Date {
  return new Date((Math.floor(now.getTime() / 1000) + seconds) * 1000);
}

/** Throws a ValidationError if the duration exceeds the role's maximum. */
export const assertRoleMaximum = (role: Role, seconds: number): void => {
  if (seconds > (role.maxSessionDurationSeconds ?? ROLE_DEFAULT_SECONDS)) {
    throw validationError('The requested DurationSeconds exceeds the MaxSessionDuration set for this role.');
  }
};

export function isMissingRequiredTag(role: Role, { tags }: SessionInput): boolean {
  return (role.requiredTags ?? []).some((required) => !tags.some(({ key }) => key === required));
}

/** Returns the parts of a session that follow from the parameters alone. */
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

/** Registers a session as a caller with new keys. */
export function issueSession(
  state: State,
  action: IssuedSession['action'],
  arn: string,
  kind: Caller['kind'],
  given: Omit<Session, 'issuedAt'>,
): IssuedSession {
  const session: Session = { ...given, issuedAt: expiryAfter(state.now(), 0) };
  const keys = createSessionKeys();
  state.callers.set(keys.accessKeyId, { ...keys, arn, kind, session });
  return { action, ...keys, expiration: session.expiresAt, arn };
}

function wrongCode() {
  return new AwsError('AccessDenied', 403, 'MultiFactorAuthentication failed with invalid MFA one time pass code. ');
}

/** Returns whether the caller proved a second factor. Throws an AccessDenied if the proof is wrong. */
export function proveMfa(state: State, { mfa }: Caller, { serialNumber, tokenCode }: SessionInput): boolean {
  if (serialNumber === undefined && tokenCode === undefined) return false;
  const once = `${serialNumber} ${tokenCode}`;
  const isRight = mfa !== undefined && mfa.serialNumber === serialNumber && mfa.code === tokenCode;
  if (!isRight || state.usedMfaCodes.has(once)) throw wrongCode();
  state.usedMfaCodes.add(once);
  return true;
}

/** What differs between tokens and assertions after they were verified. */
interface Claimed {
  readonly action: 'AssumeRoleWithSAML' | 'AssumeRoleWithWebIdentity';
  readonly kind: 'saml' | 'web-identity';
  readonly sessionName: string;
  readonly isTrusted: (role: Role) => boolean;
  readonly notAfter?: Date | undefined;
}

function notAuthorized(action: string) {
  return new AwsError('AccessDenied', 403, `Not authorized to perform sts:${action}`);
}

function findTrustingRole(state: State, input: SessionInput, { action, isTrusted }: Claimed): Role {
  const role = state.roles.get(input.roleArn ?? '');
  if (role === undefined || !isTrusted(role) || isMissingRequiredTag(role, input)) throw notAuthorized(action);
  if (role.allowTagSession === false && input.tags.length > 0) throw notAuthorized('TagSession');
  if (role.allowSetSourceIdentity === false && input.sourceIdentity !== undefined) {
    throw notAuthorized('SetSourceIdentity');
  }
  return role;
}

/** Issues a role session to the user of an identity provider. It is the first session of its chain. */
export function claimedRoleSession(state: State, input: SessionInput, claimed: Claimed): IssuedSession {
  const role = findTrustingRole(state, input, claimed);
  assertClaims(input);
  const { durationSeconds = ROLE_DEFAULT_SECONDS } = input;
  assertRoleMaximum(role, durationSeconds);
  const latest = expiryAfter(state.now(), durationSeconds);
  const { action, kind, sessionName, notAfter = latest } = claimed;
  return issueSession(state, action, toSessionArn(role.arn, sessionName), 'role-session', {
    ...sessionOf(input),
    kind,
    principalArn: role.arn,
    expiresAt: notAfter < latest ? notAfter : latest,
  });
}

/**
 * Issues a session of a role to an AWS service that runs a program for it, such as EC2 or ECS. Such a service may choose
 * up to six hours, whatever the role's maximum is.
 */
export function serviceSession(state: State, roleArn: string, sessionName: string, seconds: number): IssuedSession {
  if (!state.roles.has(roleArn)) throw new RangeError(`No such role: ${roleArn}`);
  return issueSession(state, 'AssumeRole', toSessionArn(roleArn, sessionName), 'role-session', {
    kind: 'assumed-role',
    principalArn: roleArn,
    expiresAt: expiryAfter(state.now(), seconds),
    sourceIdentity: undefined,
    transitiveTagKeys: [],
    tags: {},
    policy: undefined,
    policyArns: [],
    isChained: false,
    hasMfa: false,
  });
}
