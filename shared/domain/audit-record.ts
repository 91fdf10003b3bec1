import type { IssueAction, LoginParameters } from './issue-request.ts';

/**
 * One line of the audit log: who asked for what, the decision and its reason, and what was issued. It never holds a
 * secret.
 */
export interface AuditRecord {
  readonly requestId: string;
  /** The index of a login in a request for several, from 0. */
  readonly item?: number;
  readonly time: Date;
  readonly action: IssueAction;
  readonly sourceIp?: string;
  readonly userAgent?: string;
  readonly caller: { readonly issuer: string; readonly subject: string; readonly kind: 'workload' | 'user' };
  readonly asked: Partial<LoginParameters>;
  readonly connectorVersion?: number;
  /** The grant that let the caller in, or that the caller is an administrator. */
  readonly allowedBy?: string;
  readonly outcome: 'issued' | 'refused' | 'failed';
  readonly code?: string;
  readonly reason?: string;
  readonly issued?: IssuedAudit;
}

export interface IssuedAudit {
  readonly source: 'fresh' | 'cache';
  /** Absent for logins of the execution role itself, which have no session. */
  readonly sessionArn?: string;
  /** Set if the session itself was issued. CloudTrail records this key id with each call. */
  readonly accessKeyId?: string;
  readonly sourceIdentity?: string;
  readonly grantedSeconds?: number;
  readonly region?: string;
  readonly registryIds?: readonly string[];
  readonly expiresAt: Date;
  /** SHA-256 of each issued token, in hexadecimal, so that a leaked token can be traced without storing it. */
  readonly tokenSha256: readonly string[];
}
