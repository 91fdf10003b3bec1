export interface SecretVersion {
  readonly id: string;
  readonly value: string;
  /** None for a version that was superseded twice. */
  readonly stages: readonly string[];
  readonly createdAt: Date;
}

export interface StoredSecret {
  readonly arn: string;
  readonly name: string;
  readonly description: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
  /** The account's own key of Secrets Manager when undefined. */
  readonly kmsKeyId: string | undefined;
  /** In the order written. */
  readonly versions: readonly SecretVersion[];
  readonly createdAt: Date;
  /** When it was marked for deletion. */
  readonly deletedAt: Date | undefined;
  readonly failWith: string | undefined;
}

export type ParameterType = 'String' | 'StringList' | 'SecureString';
export type ParameterTier = 'Standard' | 'Advanced';

export interface ParameterVersion {
  /** From 1. */
  readonly version: number;
  readonly value: string;
  readonly at: Date;
}

export interface StoredParameter {
  readonly arn: string;
  readonly name: string;
  readonly type: ParameterType;
  readonly tier: ParameterTier;
  readonly description: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
  /** Of a SecureString alone. */
  readonly keyId: string | undefined;
  /** In the order written, never empty. */
  readonly versions: readonly ParameterVersion[];
  readonly failWith: string | undefined;
}
