// Tokens of which it is known, by how they were made, whether they are good: the fuzz run picks and changes them.
import { createHmac, generateKeyPairSync } from 'node:crypto';
import type { DemoIssuer } from '../../local/demo-issuer.ts';
import { base64Url, rsaKey, signedParts } from '../support/tokens.ts';

export interface PoolToken {
  readonly text: string;
  /** Whether the service must take it for somebody. */
  readonly good: boolean;
  readonly claims: Readonly<Record<string, unknown>>;
}

type Claims = Record<string, unknown>;

const SHOP: Claims = { repository_id: '1296269', repository: 'acme/shop', ref: 'refs/heads/main' };
const BAKERY: Claims = { repository_id: '23096959', repository: 'acme/bakery', ref: 'refs/heads/main' };

/** Good tokens: of both tenants, of nobody's repository, and in other spellings of the same. */
const GOOD: readonly Claims[] = [
  ...Array.from({ length: 24 }, (_, run) => ({ ...SHOP, run_id: `${7000 + run}` })),
  ...Array.from({ length: 4 }, (_, run) => ({ ...BAKERY, run_id: `${8000 + run}` })),
  // For one use each; two are of one id.
  ...Array.from({ length: 24 }, (_, run) => ({ ...SHOP, jti: `jti-${run}` })),
  { ...SHOP, jti: 'jti-0', run_id: '9000' },
  { ...BAKERY, jti: 'jti-1' },
  ...['', ' ', 'x'.repeat(257), 'jti\u0000'].map((jti) => ({ ...SHOP, jti })),
  { ...SHOP, ref: 'refs/heads/release/7' },
  { ...SHOP, repository_id: 1_296_269, run_id: 7_351 },
  { ...SHOP, ref: 'refs/heads/feature' },
  { ...SHOP, ref: 'refs/heads/release/7/x' },
  { ...SHOP, ref: 'refs/pull/7/merge' },
  { ...SHOP, ref: ['refs/heads/x', 'refs/heads/main'] },
  { ...SHOP, ref: undefined },
  { ...SHOP, run_id: undefined },
  { ...SHOP, run_id: ['7351'] },
  { ...SHOP, run_id: '*/+ä\u{1f511}', repository: 'x'.repeat(400) },
  { ...SHOP, repository_id: '77001234' },
  { ...SHOP, repository_id: '1296269 ' },
  { ...SHOP, repository_id: 'constructor', ref: '__proto__' },
  { ...BAKERY, repository: '' },
  ...[
    'acme/*',
    '*/shop',
    '**/**',
    'acme/sh?p',
    `acme/\${aws:username}`,
    'acme/shop/deep',
    'acme/../shop',
    '../shop',
  ].map((repository) => ({ ...SHOP, repository })),
  ...[
    'acme/',
    '/shop',
    'Acme/Shop',
    'acme/shop\n',
    'acme/sh%6fp',
    'аcme/shop',
    'acme//shop',
    'acme/-shop',
    'a:b/shop',
  ].map((repository) => ({ ...SHOP, repository })),
  ...[['acme/shop'], { name: 'acme/shop' }, 7, true, null].map((repository) => ({ ...SHOP, repository })),
  ...['acme/bakery', `acme/${'x'.repeat(249)}`, `acme/${'x'.repeat(250)}`].map((repository) => ({
    ...SHOP,
    repository,
  })),
  { sub: 'x'.repeat(1_024) },
  { aud: ['https://portunus.example'] },
];

/** Tokens that are wrong in one claim. */
function badClaims(now: number): readonly Claims[] {
  return [
    { exp: now - 60, iat: now - 600, nbf: now - 600 },
    { exp: now - 1 },
    { iat: now + 3_000, nbf: now + 3_000 },
    { nbf: now + 3_000 },
    { iat: now - 7_200, nbf: now - 7_200 },
    { exp: now + 315_360_000 },
    { exp: undefined },
    { iat: undefined },
    { exp: -1 },
    { sub: undefined },
    { sub: '' },
    { sub: 'ada\nroot' },
    { aud: 'https://staging.portunus.example' },
    { aud: ['https://portunus.example', 'https://other.example'] },
    { aud: undefined },
    { iss: 'https://evil.example' },
    { iss: 'https://ci.portunus.example/' },
    { iss: 'https://CI.portunus.example' },
    { repository_owner_id: '31337' },
    { repository_owner_id: undefined },
    { repository_owner_id: { id: '9919' } },
    { pad: 'p'.repeat(8_192) },
    ...[7, null, ['jti-0']].map((jti): Claims => ({ jti })),
  ];
}

/** Tokens that are wrong in one member of their header. */
const BAD_HEADERS: readonly Claims[] = [
  { kid: 'demo-2' },
  { kid: '../../dev/null' },
  { kid: '__proto__' },
  { typ: 'at+jwt' },
  { typ: 'logout+jwt' },
  { jku: 'https://evil.example/jwks' },
  { x5u: 'https://evil.example/cert' },
  { jwk: { kty: 'RSA', n: 'AQAB', e: 'AQAB' } },
  { cty: 'JWT' },
  { zip: 'DEF' },
];

export async function mintTokens(issuer: DemoIssuer): Promise<readonly PoolToken[]> {
  const now = Math.floor(Date.now() / 1000);
  // As JSON writes it: a member that is undefined is none.
  const claimsOf = (claims: Claims): Claims => JSON.parse(JSON.stringify({ ...decoded, ...claims }));
  const sample = await issuer.mint();
  const [header64 = '', payload64 = ''] = sample.split('.');
  const decoded: Claims = JSON.parse(Buffer.from(payload64, 'base64url').toString());
  const minted = async (claims: Claims, header: Claims, good: boolean): Promise<PoolToken> => ({
    text: await issuer.mint(claims, header),
    good,
    claims: claimsOf(claims),
  });
  const bad = (text: string): PoolToken => ({ text, good: false, claims: decoded });
  const ours = rsaKey('demo-1');
  const other = { kid: 'demo-1', ...generateKeyPairSync('rsa', { modulusLength: 2048 }) };
  const [jwk] = issuer.jwks.keys;
  const hmacInput = `${base64Url({ alg: 'HS256', typ: 'JWT', kid: 'demo-1' })}.${payload64}`;
  return [
    ...(await Promise.all(GOOD.map((claims) => minted(claims, {}, true)))),
    ...(await Promise.all(badClaims(now).map((claims) => minted(claims, {}, false)))),
    ...(await Promise.all(BAD_HEADERS.map((header) => minted({}, header, false)))),
    bad(signedParts(header64, payload64, ours)),
    bad(signedParts(header64, payload64, other)),
    bad(`${base64Url({ alg: 'none', typ: 'JWT', kid: 'demo-1' })}.${payload64}.`),
    bad(`${hmacInput}.${createHmac('sha256', JSON.stringify(jwk)).update(hmacInput).digest('base64url')}`),
  ];
}
