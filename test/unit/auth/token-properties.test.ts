// What holds for all tokens, by chance and not by table.
import fc from 'fast-check';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { expect, it } from 'vitest';
import { PortunusError } from '../../../shared/domain/errors.ts';
import type { Issuer } from '../../../shared/domain/issuer.ts';
import type { Algorithm } from '../../../shared/domain/jwk.ts';
import { NOW } from '../../support/builders.ts';
import { anyCharacter } from '../../support/random-text.ts';
import {
  aHeader,
  anInlineIssuer,
  aToken,
  aVerifier,
  base64Url,
  ecKey,
  edKey,
  NOW_SECONDS,
  publicJwk,
  rsaKey,
  someClaims,
  type TestKey,
} from '../../support/tokens.ts';

const rsa = rsaKey('rsa');
const ec = ecKey('ec');
const ed = edKey('ed');
const ALL: Issuer['algorithms'] = ['RS256', 'PS256', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];
const keys = [rsa, ec, ed].map((key) => publicJwk(key));
const issuer = anInlineIssuer(keys, { algorithms: ALL });
const verifier = aVerifier([issuer]);

/** The outcome, where all that may be thrown is our own refusal. */
async function isAccepted(token: string): Promise<boolean> {
  try {
    await verifier.verify(token);
    return true;
  } catch (error) {
    if (error instanceof PortunusError && error.code === 'token_rejected') return false;
    throw error;
  }
}

const ALG_OF = new Map<TestKey, Algorithm>([
  [rsa, 'RS256'],
  [ec, 'ES256'],
  [ed, 'EdDSA'],
]);
const goodTokens = [...ALG_OF].map(([key, alg]) => aToken(key, { header: aHeader(key, { alg }), alg }));
const goodToken = fc.constantFrom(...goodTokens);
const anyChar = fc.oneof(fc.constantFrom(...'AZaz09-_=.+/ \n\0'), anyCharacter);

/** Changes the JSON of one part and leaves the signature as it was. */
function edited(token: string, part: 0 | 1, edit: (json: Record<string, unknown>) => unknown): string {
  const parts = token.split('.');
  parts[part] = base64Url(JSON.stringify(edit(JSON.parse(Buffer.from(parts[part] ?? '', 'base64url').toString()))));
  return parts.join('.');
}

const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const memberName = fc.constantFrom('iss', 'sub', 'aud', 'exp', 'iat', 'nbf', 'alg', 'kid', 'typ', 'jwk', 'crit', 'new');

const mutant = fc.oneof(
  fc.tuple(goodToken, place, fc.integer({ min: 1, max: 255 })).map(([token, at, bits]) => {
    const bytes = Buffer.from(token, 'latin1');
    const index = Math.floor(at * bytes.length);
    bytes[index] = (bytes[index] ?? 0) ^ bits;
    return bytes.toString('latin1');
  }),
  fc.tuple(goodToken, place, fc.integer({ min: 1, max: 40 })).map(([token, at, length]) => {
    const from = Math.floor(at * token.length);
    return token.slice(0, from) + token.slice(from + length);
  }),
  fc.tuple(goodToken, place, fc.integer({ min: 1, max: 40 })).map(([token, at, length]) => {
    const from = Math.floor(at * token.length);
    return token.slice(0, from + length) + token.slice(from);
  }),
  fc.tuple(goodToken, place, anyChar).map(([token, at, char]) => {
    const from = Math.floor(at * (token.length + 1));
    return token.slice(0, from) + char + token.slice(from);
  }),
  fc.tuple(goodToken, fc.shuffledSubarray([0, 1, 2], { minLength: 1 })).map(([token, order]) => {
    const parts = token.split('.');
    return order.map((index) => parts[index]).join('.');
  }),
  fc.tuple(goodToken, goodToken, fc.constantFrom(0, 1, 2)).map(([token, other, part]) => {
    const parts = token.split('.');
    parts[part] = other.split('.')[part] ?? '';
    return parts.join('.');
  }),
  fc
    .tuple(goodToken, fc.constantFrom<0 | 1>(0, 1), memberName, fc.jsonValue())
    .map(([token, part, name, value]) => edited(token, part, (json) => ({ ...json, [name]: value }))),
  fc
    .tuple(goodToken, fc.constantFrom<0 | 1>(0, 1), memberName)
    .map(([token, part, name]) => edited(token, part, ({ [name]: _left, ...json }) => json)),
  fc
    .tuple(goodToken, fc.constantFrom<0 | 1>(0, 1))
    .map(([token, part]) => edited(token, part, (json) => Object.fromEntries(Object.entries(json).reverse()))),
  fc.tuple(goodToken, fc.constantFrom<BufferEncoding>('base64', 'hex', 'latin1')).map(([token, encoding]) =>
    token
      .split('.')
      .map((part) => Buffer.from(part, 'base64url').toString(encoding))
      .join('.'),
  ),
);

it('P2 starts from tokens that are good', async () => {
  expect(await Promise.all(goodTokens.map(isAccepted))).toEqual([true, true, true]);
});

it('P2 a good token that is changed in any way is refused', async () => {
  await fc.assert(
    fc.asyncProperty(mutant, async (token) => {
      fc.pre(!goodTokens.includes(token));
      expect(await isAccepted(token)).toBe(false);
    }),
    { seed: 2, numRuns: 4_000 },
  );
});

it('P2 a token whose every bit is flipped in turn is refused each time', async () => {
  const token = goodTokens[1] ?? '';
  for (let bit = 0; bit < token.length * 7; bit += 1) {
    const bytes = Buffer.from(token, 'latin1');
    const index = Math.floor(bit / 7);
    bytes[index] = (bytes[index] ?? 0) ^ (1 << (bit % 7));
    expect(await isAccepted(bytes.toString('latin1'))).toBe(false);
  }
});

const anyText = fc.string({ unit: anyCharacter, maxLength: 300 });
const anyPart = fc.oneof(anyText.map(base64Url), fc.json().map(base64Url), anyText, fc.base64String());

it('any text at all is refused, by an error of ours', async () => {
  const text = fc.oneof(
    anyText,
    fc.array(anyPart, { maxLength: 6 }).map((parts) => parts.join('.')),
  );
  await fc.assert(
    fc.asyncProperty(text, async (token) => {
      expect(await isAccepted(token)).toBe(false);
    }),
    { seed: 3, numRuns: 3_000 },
  );
});

const strange = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.double(), fc.constantFrom(1e300, -1e300, 2 ** 53, -0));
const seconds = fc.integer({ min: -700, max: 700 }).map((offset) => NOW_SECONDS + offset);
const audience = fc.constantFrom<unknown>(
  'https://portunus.example',
  ['https://portunus.example'],
  ['https://portunus.example', 'https://other.example'],
  'https://other.example',
);

/** Mostly right, each member now and then wrong, and always really signed. */
const claims = fc
  .record(
    {
      iss: fc.oneof({ weight: 12, arbitrary: fc.constant<unknown>('https://ci.example') }, strange),
      aud: fc.oneof({ weight: 12, arbitrary: audience }, strange),
      sub: fc.oneof({ weight: 12, arbitrary: fc.constant<unknown>('ada') }, strange),
      iat: fc.oneof({ weight: 12, arbitrary: seconds }, strange),
      exp: fc.oneof({ weight: 12, arbitrary: seconds }, strange),
      nbf: fc.oneof({ weight: 12, arbitrary: seconds }, strange),
      jti: fc.oneof({ weight: 12, arbitrary: fc.constant<unknown>('1') }, strange),
    },
    { requiredKeys: ['iss', 'aud', 'sub'] },
  )
  .map((overrides) => someClaims(overrides));

const headerMembers = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.constantFrom<Record<string, unknown>>({}, { typ: 'jwt' }, { typ: undefined }, { x5t: 'a' }),
  },
  fc.tuple(memberName, strange).map(([name, value]) => ({ [name]: value })),
);

const signed = fc
  .tuple(
    fc.constantFrom(...ALG_OF),
    headerMembers,
    fc.oneof({ weight: 20, arbitrary: claims }, fc.dictionary(fc.string(), strange)),
  )
  .map(([[key, alg], members, payload]) =>
    aToken(key, { header: { ...aHeader(key, { alg }), ...members }, payload, alg }),
  );

function joseAccepts(token: string): Promise<boolean> {
  return jwtVerify(token, createLocalJWKSet({ keys: [...keys] }), {
    issuer: 'https://ci.example',
    audience: 'https://portunus.example',
    algorithms: [...ALL],
    requiredClaims: ['exp', 'iat', 'sub'],
    maxTokenAge: 600,
    clockTolerance: 60,
    currentDate: NOW,
  }).then(
    () => true,
    () => false,
  );
}

it('whatever we accept, jose accepts under the same rules; and we throw nothing but our own', async () => {
  const seen = { both: 0, neither: 0, joseOnly: 0 };
  await fc.assert(
    fc.asyncProperty(fc.oneof({ weight: 9, arbitrary: signed }, mutant), async (token) => {
      const [ours, theirs] = [await isAccepted(token), await joseAccepts(token)];
      if (ours) expect(theirs).toBe(true);
      seen[ours ? 'both' : theirs ? 'joseOnly' : 'neither'] += 1;
    }),
    { seed: 5, numRuns: 3_000 },
  );
  // A comparison that never meets a good token would say nothing.
  expect(seen.both).toBeGreaterThan(100);
  expect(seen.neither).toBeGreaterThan(100);
});
