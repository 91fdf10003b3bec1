import { createPublicKey, type KeyObject } from 'node:crypto';
import type { Issuer } from '../domain/issuer.ts';
import type { Algorithm } from '../domain/jwk.ts';
import { type KeySet, readKeySet, type UsableKey } from '../domain/key-set.ts';
import { isJsonObject } from '../domain/strict-json.ts';
import { rejected } from './rejected.ts';

/** A public key that may verify tokens of an issuer. */
export type VerificationKey = UsableKey<KeyObject>;

/** Reads a published key set; `undefined` where it is none at all. Members that are unknown are ignored. */
export function readVerificationKeys(json: unknown, { algorithms }: Issuer): KeySet<KeyObject> | undefined {
  return isJsonObject(json) && Array.isArray(json.keys)
    ? readKeySet(json.keys, algorithms, createPublicKey)
    : undefined;
}

/** Each of them costs a verification, and who sends a token chooses its `kid`. */
const MAX_TRIED = 4;

/**
 * Which of the keys under a token's `kid` may have signed it: `kid`s need not be distinct (RFC 7517 section 4.5). A
 * token without `kid` means the issuer's only key, and is refused where there are several (OpenID Connect Core 1.0
 * section 10.1).
 */
export function keysToTry(
  keys: readonly VerificationKey[],
  keyId: string | undefined,
  algorithm: Algorithm,
): readonly VerificationKey[] {
  if (keys.length === 0) throw rejected('kid_unknown');
  const fitting = keys.filter(({ algorithms }) => algorithms.includes(algorithm));
  if (fitting.length === 0) throw rejected('algorithm_not_of_key');
  if (keyId === undefined && fitting.length > 1) throw rejected('kid_missing');
  if (fitting.length > MAX_TRIED) throw rejected('kid_of_too_many_keys');
  return fitting;
}
