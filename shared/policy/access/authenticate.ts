import { parseAssumedRoleArn, pathlessRoleArn } from '../../domain/aws.ts';
import type { IamCaller, IamIdentity, OidcCaller, VerifiedToken } from '../../domain/caller.ts';
import { type Claims, claimAt } from '../../domain/claims.ts';
import type { ReasonOf } from '../../domain/refusal-reasons.ts';
import { holdsAll } from './claim-pattern.ts';
import { whyNotFederable } from './federable.ts';
import { namesRole } from './iam-role.ts';

export type Authentication<C> =
  | { readonly authenticated: true; readonly caller: C }
  | { readonly authenticated: false; readonly reason: ReasonOf<'token_rejected'> };

/** The caller that a verified token identifies, if the token meets its issuer's `require`. */
export function callerFromToken({ issuer, subject, claims, expiresAt }: VerifiedToken): Authentication<OidcCaller> {
  if (issuer.require !== undefined && !holdsAll(issuer.require, claims)) {
    return { authenticated: false, reason: 'require_not_held' };
  }
  const groups = issuer.groupsClaim === undefined ? [] : textsOf(claimAt(claims, [issuer.groupsClaim]));
  const isIn = (named: readonly string[] = []) =>
    issuer.kind === 'user' && named.some((group) => groups.includes(group));
  const notFederable = whyNotFederable(issuer);
  const caller: OidcCaller = {
    via: 'oidc',
    kind: issuer.kind,
    issuer: issuer.id,
    subject,
    claims,
    groups,
    administrator: isIn(issuer.adminGroups),
    auditor: isIn(issuer.auditGroups),
    expiresAt,
    ...tokenIdIn(claims),
    ...(notFederable !== undefined && { notFederable }),
  };
  return { authenticated: true, caller };
}

/** The `jti` of a token. One of an unusual form counts as absent: it is stored, and shown to people. */
function tokenIdIn(claims: Claims): { readonly tokenId?: string } {
  const id = claimAt(claims, ['jti']);
  return typeof id === 'string' && /^[\x21-\x7e]{1,256}$/.test(id) ? { tokenId: id } : {};
}

function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((element) => typeof element === 'string') : [];
}

/** The role that signed a request. Users, roots and federated users are not accepted as callers. */
export function callerFromIamIdentity(identity: IamIdentity, adminRoles: readonly string[]): Authentication<IamCaller> {
  const arn = parseAssumedRoleArn(identity.userArn);
  if (arn === undefined) return { authenticated: false, reason: 'iam_principal_is_no_role_session' };
  const [uniqueId = '', sessionName, ...more] = identity.userId.split(':');
  if (!uniqueId.startsWith('AROA') || sessionName !== arn.sessionName || more.length > 0) {
    return { authenticated: false, reason: 'iam_user_id_unreadable' };
  }
  const { partition, accountId, roleName } = arn;
  const subject = pathlessRoleArn(arn);
  const claims = {
    sub: subject,
    account_id: accountId,
    role_name: roleName,
    role_id: uniqueId,
    session_name: arn.sessionName,
  };
  const role = { partition, accountId, roleName };
  const administrator = adminRoles.some((adminRole) => namesRole(adminRole, role));
  const session = { uniqueId, sessionName, ...(identity.accessKeyId && { accessKeyId: identity.accessKeyId }) };
  return {
    authenticated: true,
    caller: { via: 'iam', kind: 'workload', subject, ...role, ...session, claims, administrator },
  };
}
