import type { Claims } from './claims.ts';
import { IAM_ISSUER, JOB_ISSUER } from './definition.ts';
import type { Issuer } from './issuer.ts';
import type { ReasonOf } from './refusal-reasons.ts';
import type { Secret } from './secret.ts';

/** The credential that a request bears, not yet verified. */
export type RequestCredential =
  | { readonly scheme: 'bearer'; readonly token: Secret }
  | { readonly scheme: 'sigv4'; readonly identity: IamIdentity }
  | { readonly scheme: 'none' }
  /** There is a credential, and it can't be read. */
  | { readonly scheme: 'malformed'; readonly reason: ReasonOf<'token_rejected'> };

/** What API Gateway's IAM authorizer says of a caller (`requestContext.authorizer.iam`). */
export interface IamIdentity {
  readonly userArn: string;
  readonly userId: string;
}

/** A token whose signature, times and audience were good. */
export interface VerifiedToken {
  readonly issuer: Issuer;
  readonly subject: string;
  readonly claims: Claims;
  readonly expiresAt: Date;
}

/** Somebody whose OIDC token was verified. */
export interface OidcCaller {
  readonly via: 'oidc';
  readonly kind: 'workload' | 'user';
  /** The issuer's id, which grants name. */
  readonly issuer: string;
  readonly subject: string;
  readonly claims: Claims;
  readonly groups: readonly string[];
  readonly administrator: boolean;
  readonly expiresAt: Date;
  /** Why STS could not verify this caller's token by itself; absent where it could. */
  readonly notFederable?: string;
}

/** A session of an IAM role, as API Gateway's IAM authorizer vouches for it. */
export interface IamCaller {
  readonly via: 'iam';
  readonly kind: 'workload';
  readonly subject: string;
  readonly accountId: string;
  readonly partition: string;
  readonly roleName: string;
  /** The role's unique id (`AROA…`): another role of the same name has another one. */
  readonly uniqueId: string;
  readonly claims: Claims;
  readonly administrator: boolean;
}

/** A refresh job, which Portunus runs itself. Nobody can present one: it comes from no request. */
export interface JobCaller {
  readonly via: 'job';
  readonly kind: 'workload';
  /** The job's id, which grants name. */
  readonly subject: string;
  readonly claims: Claims;
  readonly administrator: false;
}

/** The verified party of a request. */
export type Caller = OidcCaller | IamCaller | JobCaller;

/** What the log and the audit record call the caller's issuer. */
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

/** A job as a caller: by its id, and by who defined it. */
export function jobCaller(job: string, definedBy: string): JobCaller {
  return {
    via: 'job',
    kind: 'workload',
    subject: job,
    claims: { sub: job, job, definedBy },
    administrator: false,
  };
}
