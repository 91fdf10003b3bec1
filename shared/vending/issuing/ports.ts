import type { Account } from '../../domain/account.ts';
import type { AuditRecord } from '../../domain/audit-record.ts';
import type { Call } from '../../domain/call.ts';
import type { VerifiedToken } from '../../domain/caller.ts';
import type { Connector } from '../../domain/connector.ts';
import type { AwsSession, CallerIdentity, RegistryLogin } from '../../domain/credential.ts';
import type { Stored } from '../../domain/definition.ts';
import type { PortunusError } from '../../domain/errors.ts';
import type { ConnectorAccess } from '../../domain/grant.ts';
import type { Issuer } from '../../domain/issuer.ts';
import type { AboutItem } from '../../domain/outcome.ts';
import type { SessionType } from '../../domain/principal-type.ts';
import type { Secret } from '../../domain/secret.ts';
import type { SessionRequests } from './session-request.ts';

/** Verifies a bearer token of a configured issuer. Throws `token_rejected`, or a 5xx code where we can't tell. */
export type VerifyToken = (token: Secret, call: Call) => Promise<VerifiedToken>;

/** The issuer whose tokens bear this `iss`, compared as text. */
export type FindIssuer = (url: string, call: Call) => Promise<Issuer | undefined>;

/** Every issuer that is readable. */
export type ListIssuers = (call: Call) => Promise<readonly Issuer[]>;

/** A stored connector that is not readable as a whole, with the access part where at least that is. */
export interface UnreadableConnector {
  readonly unreadable: string;
  readonly access?: ConnectorAccess;
}

/** Reads anew each time: a disabled connector is disabled at once. */
export type FindConnector = (id: string, call: Call) => Promise<Stored<Connector> | UnreadableConnector | undefined>;

/** Throws `connector_invalid` for an account that is missing or not readable. */
export type GetAccount = (id: string, call: Call) => Promise<Stored<Account>>;

/** One STS call, checked in every field of its answer. */
export type StartSession<T extends keyof SessionRequests> = (
  request: SessionRequests[T],
  call: Call,
) => Promise<AwsSession>;

/** The STS call of each principal type. */
export type StartSessions = { readonly [T in SessionType]: StartSession<T> };

/** Who signs a call to a registry's API. The execution role is named, so that nothing can stand for it by being absent. */
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

/** Tells the operator of a fault that the request's own log line doesn't show. */
export type ReportFault = (fault: PortunusError, call: Call, about?: AboutItem) => void;
