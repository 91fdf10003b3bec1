import type { Account } from '../../domain/account.ts';
import type { AuditRecord } from '../../domain/audit-record.ts';
import type { AboutItem, Call } from '../../domain/call.ts';
import type { Caller, OneTimeToken, VerifiedToken } from '../../domain/caller.ts';
import type { Connector, UnreadableConnector } from '../../domain/connector.ts';
import type { AwsSession, CallerIdentity, PackageLogin, RegistryLogin } from '../../domain/credential.ts';
import type { Stored } from '../../domain/definition.ts';
import type { PortunusError } from '../../domain/errors.ts';
import type { FailedCondition } from '../../domain/explanation.ts';
import type { PackageFormat } from '../../domain/format-name.ts';
import type { ConnectorAccess } from '../../domain/grant.ts';
import type { IssueAction } from '../../domain/issue-request.ts';
import type { Issuer } from '../../domain/issuer.ts';
import type { SessionType } from '../../domain/principal-type.ts';
import type { RequestCount } from '../../domain/rate-limit.ts';
import type { Secret } from '../../domain/secret.ts';
import type { Stops } from '../../domain/stop.ts';
import type { SessionRequests } from './session-request.ts';

/**
 * Verifies a bearer token of a defined issuer. Throws `token_rejected`, or a 5xx code if it cannot be verified at
 * present.
 */
export type VerifyToken = (token: Secret, call: Call) => Promise<VerifiedToken>;

/** Finds the issuer whose URL equals this `iss`, compared as text. */
export type FindIssuer = (url: string, call: Call) => Promise<Issuer | undefined>;

/** Lists every readable issuer. */
export type ListIssuers = (call: Call) => Promise<readonly Issuer[]>;

/** A connector as it is stored, if there is one, and everything that is stopped. */
export interface FoundConnector {
  readonly connector: Stored<Connector> | UnreadableConnector | undefined;
  readonly stops: Stops;
}

/**
 * Reads a connector and the stops, in one call. They are never cached, so disabling a connector and stopping anything
 * take effect at once.
 */
export type FindConnector = (id: string, call: Call) => Promise<FoundConnector>;

/** Reads an account. Throws `connector_invalid` if it is missing or unreadable. */
export type GetAccount = (id: string, call: Call) => Promise<Stored<Account>>;

/**
 * Consumes a token. Returns `false` if it was used before. Of many uses at once, one is the first, whichever
 * environments they reach. Throws `table_unavailable`.
 */
export type ConsumeToken = (token: OneTimeToken, call: Call) => Promise<boolean>;

/**
 * Counts requests, all of them or none. Returns the counts that go beyond their limit. Throws `table_unavailable`. Then
 * the requests may have counted, so that a limit is never exceeded.
 */
export type CountRequests = (counts: readonly RequestCount[], call: Call) => Promise<readonly RequestCount[]>;

/** Makes the STS call for a request, and returns the session only if every field of the answer is right. */
export type StartSession<T extends SessionType = SessionType> = (
  request: SessionRequests[T],
  call: Call,
) => Promise<AwsSession>;

/**
 * Who signs a call to a registry's API. The execution role has an explicit name, so that a missing session never means
 * it.
 */
export type Signer = AwsSession | 'execution-role';

/** Everything that is sent to ECR for a login, except who signs it. */
export interface RegistryLoginRequest {
  readonly region: string;
  readonly registryIds: readonly string[];
}

/** Returns one login for each registry, in the order of the request. */
export type GetRegistryLogins = (
  request: RegistryLoginRequest,
  signer: Signer,
  call: Call,
) => Promise<readonly RegistryLogin[]>;

/** Returns the login to ECR Public, which is a single registry. */
export type GetPublicLogin = (session: AwsSession, call: Call) => Promise<RegistryLogin>;

/** Everything that is sent to CodeArtifact for a login, except who signs it. */
export interface PackageLoginRequest {
  readonly region: string;
  readonly domain: string;
  readonly domainOwner: string;
  readonly repository?: string;
  /** How long the token is good. With 0 it ends with the session that asks for it. */
  readonly durationSeconds: number;
  /** The endpoints of the repository that are asked for. */
  readonly endpoints: readonly PackageFormat[];
}

/** Returns a login to the repositories of one domain. */
export type GetPackageLogin = (request: PackageLoginRequest, session: AwsSession, call: Call) => Promise<PackageLogin>;

/** Asks STS whose session this is. Throws `upstream_invalid` if the answer names another identity. */
export type GetCallerIdentity = (
  session: AwsSession,
  region: string | undefined,
  call: Call,
) => Promise<CallerIdentity>;

export interface ConsoleUrlRequest {
  readonly partition: Account['partition'];
  readonly region: string;
  /**
   * How long the console stays open, in seconds. It is absent if AWS accepts no duration and uses the session's own
   * expiry.
   */
  readonly durationSeconds?: number;
}

/** Returns a link that signs in to the AWS console as the session. */
export type GetConsoleUrl = (request: ConsoleUrlRequest, session: AwsSession, call: Call) => Promise<Secret>;

/** Says which conditions of a connector a caller did not meet. It is for the record alone. */
export type DescribeRefusal = (
  connector: ConnectorAccess | undefined,
  caller: Caller,
  action: IssueAction,
) => Promise<readonly FailedCondition[]>;

/** Resolves when the record is durable. Throws `audit_unavailable`. */
export type RecordAudit = (record: AuditRecord, call: Call) => Promise<void>;

/** Reports a fault that the request's own log entry does not show. */
export type ReportFault = (fault: PortunusError, call: Call, about?: AboutItem) => void;
