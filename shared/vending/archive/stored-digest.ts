import { createHash, type KeyObject, verify } from 'node:crypto';
import { type Digest, parseDigest, signedText } from '../../domain/archive-digest.ts';
import type { Parsed } from '../../domain/parse.ts';

/** A digest with what the next one names of it. */
export interface StoredDigest {
  readonly digest: Digest;
  /** Of the digest's line with its line feed, in hexadecimal. */
  readonly sha256: string;
  readonly signature: string;
}

/** Parses a stored digest. Whether its signature is right, the reader has to ask. */
export function readDigest(bytes: string | Buffer): Parsed<StoredDigest> {
  const parsed = parseDigest(bytes.toString());
  if (!parsed.ok) return parsed;
  const { digest, line, signature } = parsed.value;
  return { ok: true, value: { digest, sha256: sha256Hex(line), signature } };
}

/** Whether a digest is signed by the private key of this public one. */
export function isSignedBy(publicKey: KeyObject, { sha256, signature }: StoredDigest): boolean {
  return verify('sha256', Buffer.from(signedText(sha256)), publicKey, Buffer.from(signature, 'base64'));
}

export function sha256Hex(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}
