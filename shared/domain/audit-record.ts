/** One line of the audit: what was asked, by whom, what was decided and why, and what was issued. Never a secret. */
export interface AuditRecord {
  readonly requestId: string;
  readonly time: Date;
  readonly action: 'ecr-login';
  readonly sourceIp?: string;
  readonly userAgent?: string;
  readonly caller: { readonly issuer: string; readonly subject: string; readonly kind: 'workload' | 'user' };
  readonly asked: {
    readonly connectorId?: string;
    readonly region?: string;
    readonly registryIds?: readonly string[];
    readonly durationSeconds?: number;
    readonly format?: string;
  };
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
  readonly sessionArn: string;
  readonly sourceIdentity?: string;
  readonly grantedSeconds: number;
  readonly region: string;
  readonly registryIds: readonly string[];
  readonly expiresAt: Date;
  /** SHA-256 of each authorization token, in hexadecimal: finds a leaked login without keeping it. */
  readonly tokenSha256: readonly string[];
}
