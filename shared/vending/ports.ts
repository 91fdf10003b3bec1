import type { Account } from '../domain/account.ts';
import type { AuditRecord } from '../domain/audit-record.ts';
import type { Call } from '../domain/call.ts';
import type { VerifiedToken } from '../domain/caller.ts';
import type { Connector, ConnectorAccess } from '../domain/connector.ts';
import type { AwsSession, RegistryLogin } from '../domain/credential.ts';
import type { Stored } from '../domain/definition.ts';
import type { PortunusError } from '../domain/errors.ts';
import type { Issuer } from '../domain/issuer.ts';
import type { Secret } from '../domain/secret.ts';

/** Verifies a bearer token of a configured issuer. Throws `token_rejected`, or a 5xx code where we can't tell. */
export type VerifyToken = (token: Secret, call: Call) => Promise<VerifiedToken>;

/** The issuer whose tokens bear this `iss`, compared as text. */
export type FindIssuer = (url: string, call: Call) => Promise<Issuer | undefined>;

/** A stored connector that is not readable as a whole, with the access part where at least that is. */
export interface UnreadableConnector {
  readonly unreadable: string;
  readonly access?: ConnectorAccess;
}

/** Reads anew each time: a disabled connector is disabled at once. */
export type FindConnector = (id: string, call: Call) => Promise<Stored<Connector> | UnreadableConnector | undefined>;

/** Throws `connector_invalid` for an account that is missing or not readable. */
export type GetAccount = (id: string, call: Call) => Promise<Stored<Account>>;

/** Everything that is sent to STS for a session. */
export interface AssumeRoleRequest {
  readonly baseCredentials: 'execution-role';
  readonly roleArn: string;
  readonly sessionName: string;
  readonly durationSeconds: number;
  readonly externalId?: string;
  readonly sourceIdentity?: string;
  readonly tags: readonly { readonly key: string; readonly value: string }[];
}

export type AssumeRole = (request: AssumeRoleRequest, call: Call) => Promise<AwsSession>;

/** Everything that is sent to ECR for a login, but for the session that signs it. */
export interface RegistryLoginRequest {
  readonly region: string;
  readonly registryIds: readonly string[];
}

/** One login for each registry, in the order asked for. */
export type GetRegistryLogins = (
  request: RegistryLoginRequest,
  session: AwsSession,
  call: Call,
) => Promise<readonly RegistryLogin[]>;

/** Resolves when the record is durable. Throws `audit_unavailable`. */
export type RecordAudit = (record: AuditRecord, call: Call) => Promise<void>;

/** Tells the operator of a fault that the caller is not told of. */
export type ReportFault = (fault: PortunusError, call: Call) => void;
