import type { PortunusError } from './errors.ts';
import type { FormatName, Hosts } from './format-name.ts';
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
  /** The AWS account of a private registry; ECR Public is one for all. */
  readonly registryId?: string;
  readonly region: string;
  readonly username: string;
  readonly password: Secret;
  /** As ECR gave it: base64 of `username:password`. */
  readonly authorizationToken: Secret;
  readonly proxyEndpoint: string;
  readonly expiresAt: Date;
}

/** What `sts:GetCallerIdentity` says of a session. */
export interface CallerIdentity {
  readonly accountId: string;
  readonly arn: string;
  readonly userId: string;
}

/** What came from AWS, with the time that its life is counted by. */
export interface Fetched {
  readonly fetchedAt: Date;
  /** When it counts as dead (for logins see `loginLifetime`). */
  readonly endsAt: Date;
}

/** Logins as they came from AWS; the session's keys are already dropped. */
export interface FetchedLogins extends Fetched {
  readonly logins: readonly RegistryLogin[];
  /** Absent where none was made: the execution role's own logins. */
  readonly session?: SessionName;
}

export interface FetchedSession extends Fetched {
  readonly session: AwsSession;
}

/** A session without its keys. */
export type SessionName = Pick<AwsSession, 'arn' | 'expiresAt'>;

/** Why a session is shorter than asked for. */
export type DurationLimit = 'role-chaining' | 'connector' | 'caller-token';

export interface GrantedDuration {
  readonly requestedSeconds: number;
  readonly grantedSeconds: number;
  readonly limitedBy?: DurationLimit;
}

/** What an answer says beside the credentials themselves. */
interface Issued {
  readonly requestId: string;
  readonly connectorId: string;
  /** How the caller wants to have it written, and how generated names are to begin. */
  readonly format: FormatName;
  readonly namespace?: string;
  readonly issuedAt: Date;
  readonly refreshAfter: Date;
  readonly source: 'fresh' | 'cache';
  readonly duration?: GrantedDuration;
}

/** The answer to a request for logins, before a format renders it. */
export interface IssuedLogins extends Issued {
  readonly hosts?: Hosts;
  readonly logins: readonly RegistryLogin[];
  readonly session?: SessionName;
}

/** One of several logins, each by itself: one that is refused takes nothing from the others. */
export type BatchResult = { readonly connectorId: string } & (
  | { readonly issued: IssuedLogins }
  | { readonly error: PortunusError }
);

/** The answer to a request for the session itself. */
export interface IssuedSession extends Issued {
  readonly session: AwsSession;
}

export interface IssuedCallerIdentity extends CallerIdentity {
  readonly requestId: string;
  readonly connectorId: string;
}

/** A link that signs in to the AWS console whoever follows it; so it is a secret itself. */
export interface IssuedConsoleUrl {
  readonly requestId: string;
  readonly connectorId: string;
  readonly url: Secret;
  /** When the link stops working, not the session that it opens. */
  readonly expiresAt: Date;
  readonly session: SessionName;
}
