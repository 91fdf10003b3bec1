import type { FormatName } from './format-name.ts';
import type { Secret } from './secret.ts';

/**
 * Temporary AWS credentials of a connector's session. Every member is required: an SDK client that is given
 * `undefined` credentials signs with the function's own role instead.
 */
export interface AwsSession {
  readonly accessKeyId: string;
  readonly secretAccessKey: Secret;
  readonly sessionToken: Secret;
  readonly arn: string;
  readonly expiresAt: Date;
}

/** A login to one registry. The token opens every registry that the session's principal may use. */
export interface RegistryLogin {
  readonly registryId: string;
  readonly region: string;
  readonly username: string;
  readonly password: Secret;
  /** As ECR gave it: base64 of `username:password`. */
  readonly authorizationToken: Secret;
  readonly proxyEndpoint: string;
  readonly expiresAt: Date;
}

/** Logins as they came from AWS; the session's keys are already dropped. */
export interface ObtainedLogins {
  readonly logins: readonly RegistryLogin[];
  readonly session: { readonly arn: string; readonly expiresAt: Date };
  readonly obtainedAt: Date;
  /** When the logins count as dead (see `loginLifetime`). */
  readonly endsAt: Date;
}

/** Why a session is shorter than asked for. */
export type DurationLimit = 'role-chaining' | 'connector';

export interface GrantedDuration {
  readonly requestedSeconds: number;
  readonly grantedSeconds: number;
  readonly limitedBy?: DurationLimit;
}

/** The answer to an ECR request, before a format renders it. */
export interface IssuedLogins {
  readonly requestId: string;
  readonly connectorId: string;
  /** How the caller wants to have it written. */
  readonly format: FormatName;
  readonly logins: readonly RegistryLogin[];
  readonly session: { readonly arn: string; readonly expiresAt: Date };
  readonly refreshAfter: Date;
  readonly source: 'fresh' | 'cache';
  readonly duration: GrantedDuration;
}
