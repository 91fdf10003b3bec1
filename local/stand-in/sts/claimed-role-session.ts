import { AwsError } from '../core/aws-error.ts';
import type { IssuedSession } from '../core/issued.ts';
import type { SessionInput } from './session-input.ts';
import { assertClaims } from './session-rules.ts';
import {
  assertRoleMaximum,
  expiryAfter,
  isMissingRequiredTag,
  issueSession,
  ROLE_DEFAULT_SECONDS,
  sessionOf,
  toSessionArn,
} from './sessions.ts';
import type { Role, State } from '../core/state.ts';

/** What differs between tokens and assertions once they are believed. */
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

/** Gives a session of a role to whoever a provider vouches for; it is the first of its chain. */
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
