// Keys and really signed tokens. A bad token is signed as well as a good one, so that it is refused for the one
// thing that is wrong with it and not for its signature.
import { constants, createHash, generateKeyPairSync, type JsonWebKey, type KeyObject, sign } from 'node:crypto';
import { createKeyStore } from '../../shared/auth/key-store.ts';
import { createVerifyToken } from '../../shared/auth/verify-token.ts';
import type { Call } from '../../shared/domain/call.ts';
import type { VerifiedToken } from '../../shared/domain/caller.ts';
import { PortunusError } from '../../shared/domain/errors.ts';
import type { Issuer } from '../../shared/domain/issuer.ts';
import type { Algorithm, Jwk } from '../../shared/domain/jwk.ts';
import { Secret } from '../../shared/domain/secret.ts';
import { aCall, anIssuer, NOW } from './builders.ts';

export const NOW_SECONDS = NOW.getTime() / 1000;

export interface TestKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

export function rsaKey(kid: string, modulusLength = 2048, publicExponent = 65_537): TestKey {
  return {
    kid,
    ...generateKeyPairSync('rsa', { modulusLength, publicExponent }),
  };
}

export function ecKey(kid: string, namedCurve: 'P-256' | 'P-384' | 'P-521' | 'secp256k1' = 'P-256'): TestKey {
  return {
    kid,
    ...generateKeyPairSync('ec', { namedCurve }),
  };
}

export function edKey(kid: string): TestKey {
  return { kid, ...generateKeyPairSync('ed25519') };
}

/** The public part as an issuer publishes it. */
export function publicJwk({ kid, publicKey }: TestKey, overrides: Record<string, unknown> = {}): Jwk {
  const { kty = '', ...members }: JsonWebKey = publicKey.export({ format: 'jwk' });
  return { ...members, kty, kid, use: 'sig', ...overrides };
}

const HASHES: Readonly<Record<string, string>> = { '256': 'sha256', '384': 'sha384', '512': 'sha512' };

/** Signs as the algorithm says, whatever key it is given. */
export function signatureOf(input: string, alg: Algorithm, { privateKey }: TestKey): Buffer {
  const hash = alg.startsWith('Ed') ? null : (HASHES[alg.slice(2)] ?? null);
  const padding = alg.startsWith('PS') ? constants.RSA_PKCS1_PSS_PADDING : undefined;
  const saltLength = constants.RSA_PSS_SALTLEN_DIGEST;
  return sign(hash, Buffer.from(input), { key: privateKey, dsaEncoding: 'ieee-p1363', padding, saltLength });
}

/** A member that is `undefined` is left out. A text or bytes stand as they are. */
export type Part = Readonly<Record<string, unknown>> | string | Uint8Array;

export function base64Url(part: Part): string {
  return typeof part === 'string' || part instanceof Uint8Array
    ? Buffer.from(part).toString('base64url')
    : Buffer.from(JSON.stringify(part)).toString('base64url');
}

/** The token of two parts that are encoded already, signed over just these characters. */
export function signedParts(header64: string, payload64: string, key: TestKey, alg: Algorithm = 'RS256'): string {
  return `${header64}.${payload64}.${signatureOf(`${header64}.${payload64}`, alg, key).toString('base64url')}`;
}

export function aHeader(key: TestKey, overrides: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    alg: 'RS256',
    typ: 'JWT',
    kid: key.kid,
    ...overrides,
  };
}

export function someClaims(overrides: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    iss: 'https://ci.example',
    aud: 'https://portunus.example',
    sub: 'repo:acme/shop:ref:refs/heads/main',
    iat: NOW_SECONDS - 30,
    nbf: NOW_SECONDS - 30,
    exp: NOW_SECONDS + 270,
    repository_id: '1296269',
    ...overrides,
  };
}

export interface TokenParts {
  readonly header?: Part;
  readonly payload?: Part;
  readonly alg?: Algorithm;
}

/** A token that is good but for what is given. */
export function aToken(key: TestKey, { header = aHeader(key), payload = someClaims(), alg }: TokenParts = {}): string {
  return signedParts(base64Url(header), base64Url(payload), key, alg);
}

export function tokenWithClaims(key: TestKey, overrides: Record<string, unknown>): string {
  return aToken(key, { payload: someClaims(overrides) });
}

export function tokenWithHeader(key: TestKey, overrides: Record<string, unknown>): string {
  return aToken(key, { header: aHeader(key, overrides) });
}

const DIGEST_INFO_SHA256 = Buffer.from('3031300d060960864801650304020105000420', 'hex');

/** What an RS256 signature holds (RFC 8017 section 9.2): 00 01, the padding, 00, what was hashed how, the hash. */
export function pkcs1Block(input: string, length: number, digestInfo: Uint8Array = DIGEST_INFO_SHA256): Buffer {
  const tail = Buffer.concat([digestInfo, createHash('sha256').update(input).digest()]);
  return Buffer.concat([Buffer.from([0, 1]), Buffer.alloc(length - tail.length - 3, 0xff), Buffer.from([0]), tail]);
}

export interface Refusal {
  readonly code: string;
  readonly reason: string | undefined;
}

export interface Verifier {
  readonly verify: (token: string) => Promise<VerifiedToken>;
  /** Why a token is refused. Fails where it is accepted, or where something other than our own error is thrown. */
  readonly refusal: (token: string) => Promise<Refusal>;
  /** How often a key was asked for. */
  readonly keyLookUps: () => number;
}

/** The real verifier over the real key store; the issuers' keys are given inline. */
export function aVerifier(issuers: readonly Issuer[], call: Call = aCall()): Verifier {
  let lookUps = 0;
  const findInlineKeys = createKeyStore(() => Promise.reject(new Error('no key is fetched here')));
  const verifyToken = createVerifyToken({
    findIssuer: (url) => Promise.resolve(issuers.find((issuer) => issuer.url === url)),
    findKeys: (issuer, keyId, sameCall) => {
      lookUps += 1;
      return findInlineKeys(issuer, keyId, sameCall);
    },
  });
  const verify = (token: string) => verifyToken(new Secret(token), call);
  return {
    verify,
    refusal: async (token) => {
      const error = await thrownBy(verify(token));
      return { code: error.code, reason: error.reason };
    },
    keyLookUps: () => lookUps,
  };
}

/** The error of ours that a promise ends in; any other end fails the test. */
export async function thrownBy(promise: Promise<unknown>): Promise<PortunusError> {
  const outcome = await promise.then(
    () => new Error('was accepted'),
    (error: unknown) => error,
  );
  if (outcome instanceof PortunusError) return outcome;
  throw outcome;
}

/** An issuer whose keys are given inline. */
export function anInlineIssuer(keys: readonly Jwk[], overrides: Partial<Issuer> = {}): Issuer {
  return anIssuer({ jwks: { keys: [...keys] }, ...overrides });
}
