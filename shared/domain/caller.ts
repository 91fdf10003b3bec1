import type { Claims } from './claims.ts';
import { IAM_ISSUER, JOB_ISSUER } from './definition.ts';
import type { Issuer } from './issuer.ts';
import type { ReasonOf } from './refusal-reasons.ts';
import type { Secret } from './secret.ts';

/** The credential of a request, not yet verified. */
export type RequestCredential =
  | { readonly scheme: 'bearer'; readonly token: Secret }
  | { readonly scheme: 'sigv4'; readonly identity: IamIdentity }
  | { readonly scheme: 'none' }
  /** A credential was sent, but can not be read. */
  | { readonly scheme: 'malformed'; readonly reason: ReasonOf<'token_rejected'> };

/** A caller's identity from API Gateway's IAM authorizer (`requestContext.authorizer.iam`). */
export interface IamIdentity {
  readonly userArn: string;
  readonly userId: string;
  readonly accessKeyId?: string;
}

/** A token whose signature, times and audience were verified. */
export interface VerifiedToken {
  readonly issuer: Issuer;
  readonly subject: string;
  readonly claims: Claims;
  readonly expiresAt: Date;
}

/** A caller with a verified OIDC token. */
export interface OidcCaller {
  readonly via: 'oidc';
  readonly kind: 'workload' | 'user';
  /** The issuer's id, to which grants refer. */
  readonly issuer: string;
  readonly subject: string;
  readonly claims: Claims;
  readonly groups: readonly string[];
  readonly administrator: boolean;
  /** Whether the caller may read audit records, versions and usage. Administrators may without it. */
  readonly auditor: boolean;
  readonly expiresAt: Date;
  /** The token's `jti` (RFC 7519 section 4.1.7), if it has one of a usable form. */
  readonly tokenId?: string;
  /** Why STS can not verify this caller's token itself. Absent if it can. */
  readonly notFederable?: string;
}

/** A token by the id that its issuer gave it. */
export type OneTimeToken = Required<Pick<OidcCaller, 'issuer' | 'tokenId' | 'expiresAt'>>;

/** A role's session, authenticated by API Gateway's IAM authorizer. */
export interface IamCaller {
  readonly via: 'iam';
  readonly kind: 'workload';
  readonly subject: string;
  readonly accountId: string;
  readonly partition: string;
  readonly roleName: string;
  /** The role's unique id (`AROA…`). A role that is deleted and created again has a new one. */
  readonly uniqueId: string;
  readonly sessionName: string;
  readonly accessKeyId?: string;
  readonly claims: Claims;
  readonly administrator: boolean;
}

/** A refresh job, which Portunus runs itself. No request can claim to be one. */
export interface JobCaller {
  readonly via: 'job';
  readonly kind: 'workload';
  /** The job's id, to which grants refer. */
  readonly subject: string;
  readonly claims: Claims;
  readonly administrator: false;
}

/** The verified caller of a request. */
export type Caller = OidcCaller | IamCaller | JobCaller;

/** Whether a caller may read what others did: audit records, versions and usage. */
export function mayReadRecords(caller: Caller): boolean {
  return caller.administrator || (caller.via === 'oidc' && caller.auditor);
}

/** The caller's issuer in the log and the audit record. */
export function issuerOf(caller: Caller): string {
  switch (caller.via) {
    case 'oidc':
      return caller.issuer;
    case 'iam':
      return IAM_ISSUER;
    case 'job':
      return JOB_ISSUER;
  }
}

/** A refresh job as a caller, with its id and its author. */
export function jobCaller(job: string, definedBy: string): JobCaller {
  return {
    via: 'job',
    kind: 'workload',
    subject: job,
    claims: { sub: job, job, definedBy },
    administrator: false,
  };
}
