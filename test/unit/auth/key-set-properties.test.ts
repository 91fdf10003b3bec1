// What holds for all key sets, whatever their issuers publish beside the one key that matters.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createKeyStore } from '../../../shared/auth/key-store.ts';
import { readVerificationKeys } from '../../../shared/auth/verification-keys.ts';
import { createVerifyToken } from '../../../shared/auth/verify-token.ts';
import { ALGORITHMS, type Algorithm } from '../../../shared/domain/jwk.ts';
import { Secret } from '../../../shared/domain/secret.ts';
import { aCall, anIssuer } from '../../support/builders.ts';
import { aHeader, aToken, ecKey, edKey, publicJwk, rsaKey, type TestKey } from '../../support/tokens.ts';

const ALL = Object.keys(ALGORITHMS) as Algorithm[];
const RSA = rsaKey('current');
const SIGNERS: readonly (readonly [Algorithm, TestKey])[] = [
  ...(['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'] as const).map((alg) => [alg, RSA] as const),
  ['ES256', ecKey('current')],
  ['ES384', ecKey('current', 'P-384')],
  ['ES512', ecKey('current', 'P-521')],
  ['EdDSA', edKey('current')],
  ['Ed25519', edKey('current')],
];
const signer = fc.constantFrom(...SIGNERS);
function tokenOf([alg, key]: readonly [Algorithm, TestKey], kid?: string | null): string {
  return aToken(key, { header: aHeader(key, { alg, ...(kid === null ? { kid: undefined } : {}) }), alg });
}

/** Verifies by a set as it comes from the wire. */
function verify(token: string, keys: unknown, algorithms: readonly Algorithm[]) {
  const issuer = anIssuer({ algorithms: [...algorithms] });
  const json: unknown = JSON.parse(JSON.stringify({ keys }));
  const verifyToken = createVerifyToken({
    findIssuer: async () => issuer,
    findKeys: createKeyStore(async () => readVerificationKeys(json, issuer)?.usable ?? []),
  });
  return verifyToken(new Secret(token), aCall());
}

function isAccepted(token: string, keys: unknown, algorithms: readonly Algorithm[]): Promise<boolean> {
  return verify(token, keys, algorithms).then(
    () => true,
    () => false,
  );
}

const MEMBERS = ['kty', 'kid', 'use', 'alg', 'key_ops', 'crv', 'n', 'e', 'x', 'y', 'd', 'k', 'x5c', 'ext', '__proto__'];
const VALUES = [
  null,
  '',
  'sig',
  'enc',
  'verify',
  'RSA',
  'EC',
  'OKP',
  'oct',
  'AKP',
  'RS256',
  'P-256',
  'AQAB',
  [],
  {},
  0,
];
const oddValue = fc.oneof(fc.constantFrom<unknown>(...VALUES), fc.jsonValue({ maxDepth: 3 }));
const oddObject = fc
  .array(fc.tuple(fc.constantFrom(...MEMBERS), oddValue), { maxLength: 8 })
  .map((members) => Object.fromEntries(members));
/** A good key of somebody, with some of its members changed. */
const spoiled = fc
  .tuple(signer, oddObject, fc.constantFrom('current', 'other'))
  .map(([[, key], changes, kid]) => ({ ...publicJwk(key), x: 'AAAA', n: 'AAAA', kid, ...changes }));
const neighbour = fc.oneof(fc.jsonValue({ maxDepth: 4 }), oddObject, spoiled);

/** What an issuer may leave out of a key, or write as null. */
const dressed = fc.record(
  {
    use: fc.constantFrom('sig', null),
    alg: fc.constant<null>(null),
    key_ops: fc.constantFrom<unknown>(['verify'], ['sign', 'verify'], null),
    x5c: oddValue,
    more: oddValue,
  },
  { requiredKeys: [] },
);

it('one usable key among whatever JSON verifies its tokens', async () => {
  const world = fc.tuple(signer, dressed, fc.array(neighbour, { maxLength: 30 }), fc.nat());
  await fc.assert(
    fc.asyncProperty(world, async ([[alg, key], members, neighbours, place]) => {
      const keys = neighbours.toSpliced(place % (neighbours.length + 1), 0, { ...publicJwk(key), ...members });
      expect(await isAccepted(tokenOf([alg, key]), keys, [alg])).toBe(true);
    }),
    { seed: 11, numRuns: 500 },
  );
});

it('no key verifies by an algorithm that its issuer is not allowed', async () => {
  const world = fc.tuple(signer, fc.subarray(ALL, { minLength: 1 }), fc.array(neighbour, { maxLength: 5 }));
  const seen = { allowed: 0, forbidden: 0 };
  await fc.assert(
    fc.asyncProperty(world, async ([[alg, key], allowed, neighbours]) => {
      const accepted = await isAccepted(tokenOf([alg, key]), [...neighbours, publicJwk(key)], allowed);
      expect(accepted).toBe(allowed.includes(alg));
      seen[accepted ? 'allowed' : 'forbidden'] += 1;
    }),
    { seed: 12, numRuns: 500 },
  );
  expect(Math.min(seen.allowed, seen.forbidden)).toBeGreaterThan(100);
});

it('no token is verified by a set without its key, with kid or without', async () => {
  const stranger = fc.constantFrom<readonly [Algorithm, TestKey]>(
    ['RS256', rsaKey('current')],
    ['ES256', ecKey('current')],
  );
  await fc.assert(
    fc.asyncProperty(
      stranger,
      fc.array(
        fc.oneof(
          neighbour,
          signer.map(([, key]) => publicJwk(key)),
        ),
        { maxLength: 8 },
      ),
      fc.boolean(),
      async (by, keys, named) => {
        expect(await isAccepted(tokenOf(by, named ? undefined : null), keys, ALL)).toBe(false);
      },
    ),
    { seed: 13, numRuns: 500 },
  );
});
