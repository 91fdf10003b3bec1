import type { IssueAction, LoginParameters } from './issue-request.ts';

/** One line of the audit: what was asked, by whom, what was decided and why, and what was issued. Never a secret. */
export interface AuditRecord {
  readonly requestId: string;
  /** Which of several logins of one request; from 0. */
  readonly item?: number;
  readonly time: Date;
  readonly action: IssueAction;
  readonly sourceIp?: string;
  readonly userAgent?: string;
  readonly caller: { readonly issuer: string; readonly subject: string; readonly kind: 'workload' | 'user' };
  readonly asked: Partial<LoginParameters>;
  readonly connectorVersion?: number;
  /** Which grant let the caller in, or that an administrator needs none. */
  readonly allowedBy?: string;
  readonly outcome: 'issued' | 'refused' | 'failed';
  readonly code?: string;
  readonly reason?: string;
  readonly issued?: IssuedAudit;
}

export interface IssuedAudit {
  readonly source: 'fresh' | 'cache';
  /** Absent where the execution role's own logins were issued. */
  readonly sessionArn?: string;
  /** Of a session that was handed out: CloudTrail names its calls by it. */
  readonly accessKeyId?: string;
  readonly sourceIdentity?: string;
  readonly grantedSeconds?: number;
  readonly region?: string;
  readonly registryIds?: readonly string[];
  readonly expiresAt: Date;
  /** SHA-256 of each token that was handed out, in hexadecimal: finds a leaked one without keeping it. */
  readonly tokenSha256: readonly string[];
}
