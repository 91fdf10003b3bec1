import type { Account } from '../../domain/account.ts';
import type { AuditRecord } from '../../domain/audit-record.ts';
import type { AboutItem, Call } from '../../domain/call.ts';
import type { VerifiedToken } from '../../domain/caller.ts';
import type { Connector, UnreadableConnector } from '../../domain/connector.ts';
import type { AwsSession, CallerIdentity, RegistryLogin } from '../../domain/credential.ts';
import type { Stored } from '../../domain/definition.ts';
import type { PortunusError } from '../../domain/errors.ts';
import type { Issuer } from '../../domain/issuer.ts';
import type { SessionType } from '../../domain/principal-type.ts';
import type { Secret } from '../../domain/secret.ts';
import type { SessionRequests } from './session-request.ts';

/** Verifies a bearer token of a configured issuer. Throws `token_rejected`, or a 5xx code where we can't tell. */
export type VerifyToken = (token: Secret, call: Call) => Promise<VerifiedToken>;

/** The issuer whose tokens bear this `iss`, compared as text. */
export type FindIssuer = (url: string, call: Call) => Promise<Issuer | undefined>;

/** Every issuer that is readable. */
export type ListIssuers = (call: Call) => Promise<readonly Issuer[]>;

/** Reads anew each time: a disabled connector is disabled at once. */
export type FindConnector = (id: string, call: Call) => Promise<Stored<Connector> | UnreadableConnector | undefined>;

/** Throws `connector_invalid` for an account that is missing or not readable. */
export type GetAccount = (id: string, call: Call) => Promise<Stored<Account>>;

/** Makes the STS call of a request's type, and believes its answer only when every field of it is right. */
export type StartSession<T extends SessionType = SessionType> = (
  request: SessionRequests[T],
  call: Call,
) => Promise<AwsSession>;

/** Who signs a call to a registry's API. The execution role has a name, so that a missing session never means it. */
export type Signer = AwsSession | 'execution-role';

/** Everything that is sent to ECR for a login, but for who signs it. */
export interface RegistryLoginRequest {
  readonly region: string;
  readonly registryIds: readonly string[];
}

/** One login for each registry, in the order asked for. */
export type GetRegistryLogins = (
  request: RegistryLoginRequest,
  signer: Signer,
  call: Call,
) => Promise<readonly RegistryLogin[]>;

/** The login to ECR Public, which is one registry for all. */
export type GetPublicLogin = (session: AwsSession, call: Call) => Promise<RegistryLogin>;

/** Throws `upstream_invalid` for the identity of anybody but the session. */
export type GetCallerIdentity = (
  session: AwsSession,
  region: string | undefined,
  call: Call,
) => Promise<CallerIdentity>;

export interface ConsoleUrlRequest {
  readonly partition: Account['partition'];
  readonly region: string;
  /** How long the console stays open; absent where AWS takes none and goes by the session's own end. */
  readonly durationSeconds?: number;
}

/** A link that signs in to the AWS console as the session. */
export type GetConsoleUrl = (request: ConsoleUrlRequest, session: AwsSession, call: Call) => Promise<Secret>;

/** Resolves when the record is durable. Throws `audit_unavailable`. */
export type RecordAudit = (record: AuditRecord, call: Call) => Promise<void>;

/** Reports a fault that the request's own log line doesn't show. */
export type ReportFault = (fault: PortunusError, call: Call, about?: AboutItem) => void;
