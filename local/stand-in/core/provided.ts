import type { JSONWebKeySet } from 'jose';

/** An IAM policy as parsed JSON. */
export type PolicyDocument = Readonly<Record<string, unknown>>;

export interface Secret {
  readonly arn: string;
  /** Becomes the one version; without it the versions stay, and a new secret has none. */
  readonly value?: string;
  /** The code of the error that every reading and writing of the value ends with. */
  readonly failWith?: string;
  /** Whether it is marked for deletion. */
  readonly deleted?: boolean;
  /** Those it had when not given, as is the key. */
  readonly tags?: Readonly<Record<string, string>>;
  readonly kmsKeyId?: string;
}

export interface Parameter {
  readonly arn: string;
  /** Becomes version 1; without it the versions stay, and a new parameter cannot be. */
  readonly value?: string;
  /** The code of the error that every reading and writing ends with; `InvalidKeyId` if it takes the key. */
  readonly failWith?: string;
  /** What it was when not given, as are the next three; at first a SecureString of the Standard tier. */
  readonly type?: ParameterType;
  readonly tier?: ParameterTier;
  readonly tags?: Readonly<Record<string, string>>;
  readonly keyId?: string;
}

/** An identity provider whose tokens an account accepts. */
export interface OidcProvider {
  readonly account: string;
  /** With or without `https://`. */
  readonly url: string;
  readonly clientIds: readonly string[];
  readonly jwks: JSONWebKeySet;
}

export interface SamlProvider {
  readonly arn: string;
  /** In PEM. */
  readonly certificate: string;
}

export interface ManagedPolicy {
  readonly arn: string;
  readonly document: PolicyDocument;
}

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
