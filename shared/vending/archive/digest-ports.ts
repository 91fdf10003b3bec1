import type { Call } from '../../domain/call.ts';

/** One version of an object in the bucket, or a delete marker. */
export interface ListedVersion {
  readonly key: string;
  readonly versionId: string;
  readonly modifiedAt: Date;
  readonly isDeleteMarker: boolean;
}

/** Lists all versions below a prefix, in the order of keys, the newest of a key first. `after` leaves out keys up to it. */
export type ListVersions = (prefix: string, call: Call, after?: string) => AsyncIterable<ListedVersion>;

/** One version of an object as it is stored. */
export interface ArchivedBytes {
  readonly bytes: Buffer;
  /** The lines of a compressed object, without line feeds. Absent if it isn't one. */
  readonly lines?: readonly string[];
  /** Until when nobody can delete it. Absent if it has no lock, or if the reader may not see it. */
  readonly lockedUntil?: Date;
}

/** Reads one version. Returns nothing if it is not there. */
export type ReadVersion = (key: string, versionId: string, call: Call) => Promise<ArchivedBytes | undefined>;

/** Puts a text under a key that has no object. Returns whether it did. */
export type PutText = (key: string, text: string, call: Call) => Promise<boolean>;

export interface DigestKey {
  readonly keyArn: string;
  /** The public key as PEM (RFC 7468), and the SHA-256 of its DER form. */
  readonly publicKeyPem: string;
  readonly publicKeySha256: string;
}

export interface DigestSigner {
  readonly readKey: (call: Call) => Promise<DigestKey>;
  /** Signs a text. Returns the signature in DER, as base64. */
  readonly sign: (text: string, call: Call) => Promise<string>;
}

export interface DigestPorts {
  readonly listVersions: ListVersions;
  readonly readVersion: ReadVersion;
  readonly putText: PutText;
  readonly signer: DigestSigner;
  /** Reports each digest that was written. */
  readonly reportDigest: (written: WrittenDigest, call: Call) => void;
}

export interface WrittenDigest {
  readonly key: string;
  readonly objects: number;
  /** How long ago its period ended. */
  readonly lagSeconds: number;
  /** Whether it begins a chain, which happens once in the life of an archive. */
  readonly isFirst: boolean;
}
