import { ALGORITHMS, type Algorithm, holdsSecret, isWeakRsa, Jwk } from './jwk.ts';
import { parseWith } from './parse.ts';
import { isJsonObject } from './strict-json.ts';

/** A key that may verify an issuer's tokens, with the issuer's algorithms that fit it. */
export interface UsableKey<K> {
  readonly jwk: Jwk;
  readonly key: K;
  readonly algorithms: readonly Algorithm[];
}

/** An entry of a key set that can not be used. */
export interface LeftOutKey {
  /** The entry's index in `keys`, from 0. */
  readonly position: number;
  /** The reason, as the end of a sentence that begins with the entry. It never contains a value of the entry. */
  readonly why: string;
  /** Whether the entry exposes a private or symmetric key, which its owner has to revoke. */
  readonly secret: boolean;
}

export interface KeySet<K> {
  readonly usable: readonly UsableKey<K>[];
  readonly leftOut: readonly LeftOutKey[];
}

/** Imports a JWK, or throws if it is invalid. An example is `createPublicKey` of node:crypto. */
export type ImportKey<K> = (input: { readonly key: Jwk; readonly format: 'jwk' }) => K;

/**
 * Reads the entries of `keys` one by one, so that an unusable one does not affect the others (RFC 7517 section 5). An
 * optional member may be `null`. The service and the linter share this function, so that the linter's findings match
 * what the service does.
 */
export function readKeySet<K>(
  keys: readonly unknown[],
  algorithms: readonly Algorithm[],
  importKey: ImportKey<K>,
): KeySet<K> {
  const usable: UsableKey<K>[] = [];
  const leftOut: LeftOutKey[] = [];
  for (const [position, entry] of keys.entries()) {
    const read = readEntry(entry, algorithms, importKey);
    if (typeof read === 'object') usable.push(read);
    else leftOut.push({ position, why: read, secret: read === IS_SECRET });
  }
  return { usable, leftOut };
}

const IS_SECRET = 'is a private or symmetric key, which must not be published';

/** The usable key, or the reason why there is none. */
function readEntry<K>(
  entry: unknown,
  algorithms: readonly Algorithm[],
  importKey: ImportKey<K>,
): UsableKey<K> | string {
  if (!isJsonObject(entry)) return 'is not an object';
  const present = Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== null));
  if (holdsSecret(present)) return IS_SECRET;
  const parsed = parseWith(Jwk, present, 'key');
  if (!parsed.ok)
    return parsed.errors.map(({ field, detail }) => `has a fault: ${field} ${detail}`)[0] ?? 'has a fault';
  const jwk = parsed.value;
  const fitting = algorithms.filter((algorithm) => fitsAlgorithm(jwk, algorithm));
  const unfit = whyUnfit(jwk) ?? (fitting.length === 0 ? "fits none of the issuer's algorithms" : undefined);
  if (unfit !== undefined) return unfit;
  try {
    const key = importKey({ key: jwk, format: 'jwk' });
    return jwk.kty === 'RSA' && isWeakRsa(jwk) ? 'is a weak RSA key' : { jwk, key, algorithms: fitting };
  } catch {
    return 'is no key of its type: a member is missing, too short, or no point of its curve';
  }
}

/** Whether a key fits an algorithm. */
function fitsAlgorithm(jwk: Jwk, algorithm: Algorithm): boolean {
  const { kty, crv } = ALGORITHMS[algorithm];
  return jwk.kty === kty && (crv === undefined || jwk.crv === crv) && (jwk.alg === undefined || jwk.alg === algorithm);
}

/** Why a key can not verify anything, whatever algorithms the issuer has. `undefined` if it can. */
function whyUnfit(jwk: Jwk): string | undefined {
  const known = Object.values(ALGORITHMS);
  if (!known.some(({ kty }) => kty === jwk.kty)) return 'has a kty that is not supported';
  if (jwk.use !== undefined && jwk.use !== 'sig') return 'is not for signatures, by its use';
  if (jwk.key_ops !== undefined && !jwk.key_ops.includes('verify')) return 'is not for verifying, by its key_ops';
  if (jwk.alg !== undefined && !Object.hasOwn(ALGORITHMS, jwk.alg)) return 'is for an alg that is not supported';
  const hasCurve = jwk.kty === 'RSA' || known.some(({ kty, crv }) => kty === jwk.kty && crv === jwk.crv);
  return hasCurve ? undefined : 'has a crv that is not supported';
}
