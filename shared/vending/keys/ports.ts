import type { Account } from '../../domain/account.ts';
import type { AccountKey, KeyIntent } from '../../domain/account-key.ts';
import type { Partition } from '../../domain/aws.ts';
import type { Call } from '../../domain/call.ts';
import type { Secret } from '../../domain/secret.ts';
import type { StepName, UserKey } from '../../policy/key-rotation.ts';

/** Reads an account. Returns `undefined` if none is defined, or if it can not be read. */
export type FindAccount = (id: string, call: Call) => Promise<Account | undefined>;

/** Whose key it is. */
export interface KeyOwner {
  readonly accountId: string;
  readonly arn: string;
}

/** AWS does not know the key, or it is inactive; or the secret is not that of the key. */
export type KeyRefusal = 'unknown' | 'wrong_secret';

/** Asks STS whose key it is. */
export type IdentifyKey = (key: AccountKey, partition: Partition, call: Call) => Promise<KeyOwner | KeyRefusal>;

/** A version of an account's secret. */
export interface SecretVersion {
  readonly id: string;
  readonly value: AccountKey | KeyIntent;
  readonly createdAt: Date;
}

export interface KeySecret {
  readonly current: SecretVersion & { readonly value: AccountKey };
  readonly pending?: SecretVersion;
  readonly previous?: SecretVersion;
  readonly changedAt: Date;
}

/** A version to write. Writing the same again changes nothing. */
export interface WrittenVersion {
  readonly id: string;
  readonly text: Secret;
}

/** The secret of an account, by its ARN. */
export interface KeySecrets {
  readonly read: (secretArn: string, call: Call) => Promise<KeySecret>;
  /** Writes a version, which becomes AWSPENDING. */
  readonly stage: (secretArn: string, version: WrittenVersion, call: Call) => Promise<void>;
  /** Takes AWSPENDING from a version, if it has it. */
  readonly withdraw: (secretArn: string, versionId: string, call: Call) => Promise<void>;
  /** Makes a version AWSCURRENT in the place of another one. */
  readonly switch: (secretArn: string, to: string, from: string, call: Call) => Promise<void>;
}

/**
 * Writes a key that becomes AWSCURRENT, and returns the secret's ARN. A name stands for a secret of this account and
 * region, which is created if it is missing.
 */
export type PutKey = (
  place: { readonly secretArn: string } | { readonly name: string },
  version: WrittenVersion,
  call: Call,
) => Promise<{ readonly secretArn: string; readonly isCreated: boolean }>;

/** The keys of the user that signs with a key of its own. */
export interface UserKeys {
  readonly list: (signer: KeySigner, call: Call) => Promise<readonly UserKey[]>;
  readonly create: (signer: KeySigner, call: Call) => Promise<AccountKey>;
  readonly deactivate: (signer: KeySigner, accessKeyId: string, call: Call) => Promise<void>;
  readonly remove: (signer: KeySigner, accessKeyId: string, call: Call) => Promise<void>;
}

export interface KeySigner {
  readonly key: AccountKey;
  readonly partition: Partition;
  /** The name of the key's user. */
  readonly user: string;
}

/** Reports a step of a rotation after it was done. */
export type ReportStep = (account: string, step: StepName, accessKeyId: string, call: Call) => void;
