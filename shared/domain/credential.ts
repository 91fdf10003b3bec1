import type { PortunusError } from './errors.ts';
import type { FormatName, Hosts, PackageFormat } from './format-name.ts';
import type { Secret } from './secret.ts';

/**
 * Temporary AWS credentials of a connector's session. Every member is required, because an SDK client with `undefined`
 * credentials signs with the function's own role.
 */
export interface AwsSession {
  readonly accessKeyId: string;
  readonly secretAccessKey: Secret;
  readonly sessionToken: Secret;
  readonly arn: string;
  readonly expiresAt: Date;
}

/** A login to one registry. Its token is valid for every registry that the session's principal may use. */
export interface RegistryLogin {
  /** The AWS account of a private registry. Absent for ECR Public, which has only one registry. */
  readonly registryId?: string;
  readonly region: string;
  readonly username: string;
  readonly password: Secret;
  /** From ECR: base64 of `username:password`. */
  readonly authorizationToken: Secret;
  readonly proxyEndpoint: string;
  readonly expiresAt: Date;
}

/** A login to the repositories of a CodeArtifact domain, which package managers use. */
export interface PackageLogin {
  readonly domain: string;
  /** The AWS account of the domain. */
  readonly domainOwner: string;
  readonly region: string;
  /** The only repository that the login may use. Absent if the connector's limits are all there is. */
  readonly repository?: string;
  readonly authorizationToken: Secret;
  readonly expiresAt: Date;
  /** The https addresses of the repository, each for one kind of packages, as CodeArtifact names them. */
  readonly endpoints: Readonly<Partial<Record<PackageFormat, string>>>;
}

/** The response of `sts:GetCallerIdentity` for a session. */
export interface CallerIdentity {
  readonly accountId: string;
  readonly arn: string;
  readonly userId: string;
}

/** Credentials from AWS, with the time at which they were fetched. */
export interface Fetched {
  readonly fetchedAt: Date;
  /** When the credentials are treated as expired (for logins see `loginLifetime`). */
  readonly endsAt: Date;
}

/** Logins from AWS. The session's keys are already dropped. */
export interface FetchedLogins extends Fetched {
  readonly logins: readonly RegistryLogin[];
  /** Absent for logins of the execution role itself, which have no session. */
  readonly session?: SessionName;
}

export interface FetchedPackageLogin extends Fetched {
  readonly login: PackageLogin;
  readonly session: SessionName;
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

/** What every response contains in addition to the credentials. */
interface Issued {
  readonly requestId: string;
  readonly connectorId: string;
  /** The requested format, and the prefix of generated names. */
  readonly format: FormatName;
  readonly namespace?: string;
  readonly issuedAt: Date;
  readonly refreshAfter: Date;
  readonly source: 'fresh' | 'cache';
  readonly duration?: GrantedDuration;
}

/** The result of a request for logins, before a format writes it. */
export interface IssuedLogins extends Issued {
  readonly hosts?: Hosts;
  readonly logins: readonly RegistryLogin[];
  readonly session?: SessionName;
}

/** The result of a request for a login to CodeArtifact, before a format writes it. */
export interface IssuedPackageLogin extends Issued {
  readonly login: PackageLogin;
  readonly session: SessionName;
}

/** The result of a request for a login to any service. */
export type IssuedLogin = IssuedLogins | IssuedPackageLogin;

/** The result of one item of a batch. A refused item does not affect the others. */
export type BatchResult = { readonly connectorId: string } & (
  | { readonly issued: IssuedLogin }
  | { readonly error: PortunusError }
);

/** The result of a request for a session. */
export interface IssuedSession extends Issued {
  readonly session: AwsSession;
}

export interface IssuedCallerIdentity extends CallerIdentity {
  readonly requestId: string;
  readonly connectorId: string;
}

/** A console sign-in link. It signs in anyone who opens it, so it is a secret. */
export interface IssuedConsoleUrl {
  readonly requestId: string;
  readonly connectorId: string;
  readonly url: Secret;
  /** When the link expires. The session that it opens may last longer. */
  readonly expiresAt: Date;
  readonly session: SessionName;
}
