import type { KeyObject, KeyPairKeyObjectResult } from 'node:crypto';
import type { JSONWebKeySet } from 'jose';

/** An IAM policy as parsed JSON. */
export type PolicyDocument = Readonly<Record<string, unknown>>;

export interface Secret {
  readonly arn: string;
  /** Replaces all versions. Without a value, existing versions stay, and a new secret has none. */
  readonly value?: string;
  /** The error code with which every read and write of the value fails. */
  readonly failWith?: string;
  /** Whether the secret is marked for deletion. */
  readonly deleted?: boolean;
  /** The tags, which default to the existing ones. So does the key. */
  readonly tags?: Readonly<Record<string, string>>;
  readonly kmsKeyId?: string;
}

export interface Parameter {
  readonly arn: string;
  /**
   * Replaces all versions by version 1. Without a value, existing versions stay, and a new parameter cannot be created.
   */
  readonly value?: string;
  /** The error code with which every read and write fails. `InvalidKeyId` fails only those that need the key. */
  readonly failWith?: string;
  /**
   * The type, which defaults to the existing one, as do the next three. A new parameter is a SecureString of the
   * Standard tier.
   */
  readonly type?: ParameterType;
  readonly tier?: ParameterTier;
  readonly tags?: Readonly<Record<string, string>>;
  readonly keyId?: string;
}

/** An identity provider whose tokens an account accepts. */
export interface OidcProvider {
  readonly account: string;
  /** The URL, with or without `https://`. */
  readonly url: string;
  readonly clientIds: readonly string[];
  readonly jwks: JSONWebKeySet;
}

export interface SamlProvider {
  readonly arn: string;
  /** The certificate in PEM. */
  readonly certificate: string;
}

export interface ManagedPolicy {
  readonly arn: string;
  readonly document: PolicyDocument;
}

export interface SecretVersion {
  readonly id: string;
  readonly value: string;
  /** The stages of the version. A version that was superseded twice has none. */
  readonly stages: readonly string[];
  readonly createdAt: Date;
}

export interface StoredSecret {
  readonly arn: string;
  readonly name: string;
  readonly description: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
  /** The KMS key. `undefined` means the account's own key for Secrets Manager. */
  readonly kmsKeyId: string | undefined;
  /** The versions, oldest first. */
  readonly versions: readonly SecretVersion[];
  readonly createdAt: Date;
  /** When its stages last moved, if a call did that. */
  readonly changedAt?: Date;
  /** When the secret was marked for deletion. */
  readonly deletedAt: Date | undefined;
  readonly failWith: string | undefined;
}

export type ParameterType = 'String' | 'StringList' | 'SecureString';
export type ParameterTier = 'Standard' | 'Advanced';

export interface ParameterVersion {
  /** The version number, starting from 1. */
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
  /** The KMS key of a SecureString. */
  readonly keyId: string | undefined;
  /** The versions, oldest first. There is at least one. */
  readonly versions: readonly ParameterVersion[];
  readonly failWith: string | undefined;
}

export const OUTBOUND_ALGORITHMS = ['ES384', 'RS256'] as const;
export type OutboundAlgorithm = (typeof OUTBOUND_ALGORITHMS)[number];

/** The issuer of an account's web identity tokens. */
export interface OutboundIssuer {
  readonly url: string;
  readonly keyPair: (algorithm: OutboundAlgorithm) => KeyPairKeyObjectResult;
}

/** A bucket with versions. One with `objectLock` keeps each version until its date, and sets that date if a put doesn't. */
export interface Bucket {
  readonly name: string;
  /** Whose bucket it is. */
  readonly account: string;
  readonly region: string;
  readonly objectLock?: ObjectLock;
}

export interface ObjectLock {
  readonly mode: LockMode;
  readonly days: number;
}

export type LockMode = 'GOVERNANCE' | 'COMPLIANCE';

export interface Retention {
  readonly mode: LockMode;
  readonly until: Date;
}

/** One version of an object. A delete marker has no content. */
export interface ObjectVersion {
  readonly id: string;
  readonly content?: StoredContent;
  readonly modifiedAt: Date;
  readonly retention?: Retention | undefined;
}

export interface StoredContent {
  readonly bytes: Buffer;
  /** The headers that a read gives back: content type, metadata, encryption. */
  readonly headers: Readonly<Record<string, string>>;
  /** The checksum that came with the object, by its header. */
  readonly checksum: Readonly<Record<string, string>>;
}

export interface StoredBucket extends Bucket {
  /** The versions of each key, newest first. */
  readonly objects: Map<string, readonly ObjectVersion[]>;
}

/** A repository of CodeArtifact. Its domain exists as long as one of its repositories does. */
export interface PackageRepository {
  /** `arn:PARTITION:codeartifact:REGION:ACCOUNT:repository/DOMAIN/NAME` */
  readonly arn: string;
}

export interface StoredPackageRepository extends PackageRepository {
  /** What was published, by format and path. */
  readonly files: Map<string, Buffer>;
}

/** An asymmetric KMS key to sign with, on the curve P-256. */
export interface SigningKey {
  readonly arn: string;
  /** `alias/…` */
  readonly alias?: string;
  readonly privateKey: KeyObject;
  /** The error code with which every use fails, such as `DisabledException`. */
  readonly failWith?: string;
}
