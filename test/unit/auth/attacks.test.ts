// Tokens that are wrong in one way, and signed as well as a good one: form and header. The ids (B1 …) are those of the
// catalogue of bad input; the other rows stand in attack-json, attack-signatures and attack-claims.
import { describe, expect, it } from 'vitest';
import {
  aHeader,
  anInlineIssuer,
  aToken,
  aVerifier,
  base64Url,
  publicJwk,
  rsaKey,
  signedParts,
  someClaims,
  tokenWithHeader,
} from '../../support/tokens.ts';

const key = rsaKey('ci-1');
const good = aToken(key);
const [header64 = '', payload64 = '', signature64 = ''] = good.split('.');

type Row = [name: string, reason: string, token: string];

async function expectRefusal(reason: string, token: string): Promise<void> {
  const verifier = aVerifier([anInlineIssuer([publicJwk(key)])]);
  expect(await verifier.refusal(token)).toEqual({ code: 'token_rejected', reason });
}

it('is what the attacks start from: a good token', async () => {
  const verifier = aVerifier([anInlineIssuer([publicJwk(key)])]);
  expect((await verifier.verify(good)).subject).toBe('repo:acme/shop:ref:refs/heads/main');
});

describe('the parts of a token', () => {
  it.each<Row>([
    ['B1 nothing', 'not_three_parts', ''],
    ['B1 a blank', 'not_three_parts', ' '],
    ['B2 one part', 'not_three_parts', payload64],
    ['B2 two parts', 'not_three_parts', `${header64}.${payload64}`],
    ['B2 two parts and a dot: the signature is stripped', 'not_three_parts', `${header64}.${payload64}.`],
    ['B2 no header', 'not_three_parts', `.${payload64}.${signature64}`],
    ['B2 no payload: a detached one', 'not_three_parts', `${header64}..${signature64}`],
    ['B2 dots alone', 'not_three_parts', '..'],
    ['B2 four parts', 'not_three_parts', `${good}.${signature64}`],
    ['B2 four parts, the last one empty', 'not_three_parts', `${good}.`],
    ['B2 five parts: a JWE', 'not_three_parts', `${header64}.${payload64}.${payload64}.${payload64}.${signature64}`],
    ['B2 two tokens with a comma', 'not_three_parts', `${good},${good}`],
    [
      'B3 the flattened JSON form',
      'not_three_parts',
      JSON.stringify({ protected: header64, payload: payload64, signature: signature64 }),
    ],
    [
      'B3 the general JSON form',
      'not_three_parts',
      JSON.stringify({ payload: payload64, signatures: [{ protected: header64, signature: signature64 }] }),
    ],
    ['B4 a blank before it', 'not_canonical_base64url', ` ${good}`],
    ['B4 a blank behind it', 'not_canonical_base64url', `${good} `],
    ['B4 a line end behind it', 'not_canonical_base64url', `${good}\n`],
    ['B4 a NUL behind it', 'not_canonical_base64url', `${good}\0`],
    ['B4 the scheme inside', 'not_canonical_base64url', `Bearer ${good}`],
    ['B4 quotes around it', 'not_canonical_base64url', `"${good}"`],
  ])('%s', (_name, reason, token) => expectRefusal(reason, token));
});

/** Adds a member until the encoded form ends in loose bits, and sets the lowest of them. */
function loose(part: Record<string, unknown>): string {
  const encoded = ['', 'x', 'xx'].map((pad) => base64Url({ ...part, pad })).find((text) => text.length % 4 !== 0) ?? '';
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return encoded.slice(0, -1) + alphabet[alphabet.indexOf(encoded.slice(-1)) + 1];
}
const looseSignature = `${good.slice(0, -1)}${String.fromCharCode(good.charCodeAt(good.length - 1) + 1)}`;
const minus64 = base64Url({ ...someClaims(), x: '>>>>>>' });

describe('the encoding of a token', () => {
  it('starts from spellings that lax decoders take for the same', () => {
    expect(minus64).toMatch(/[-_]/);
    expect(Buffer.from(looseSignature.split('.')[2] ?? '', 'base64url')).toEqual(Buffer.from(signature64, 'base64url'));
    expect(JSON.parse(Buffer.from(loose(someClaims()), 'base64url').toString())).toMatchObject({
      sub: someClaims().sub,
    });
  });

  it.each<Row>([
    ['B5 a strange character in the header', 'not_canonical_base64url', signedParts(`${header64}*`, payload64, key)],
    ['B5 a strange character in the payload', 'not_canonical_base64url', signedParts(header64, `*${payload64}`, key)],
    ['B5 a strange character in the signature', 'not_canonical_base64url', `${good}*`],
    ['B5 a blank in the payload', 'not_canonical_base64url', signedParts(header64, ` ${payload64}`, key)],
    ['B5 a line end in the payload', 'not_canonical_base64url', signedParts(header64, `${payload64}\r\n`, key)],
    ['B5 padding of the header', 'not_canonical_base64url', signedParts(`${header64}=`, payload64, key)],
    ['B5 padding of the payload', 'not_canonical_base64url', signedParts(header64, `${payload64}==`, key)],
    ['B5 right padding of the signature', 'not_canonical_base64url', `${good}==`],
    ['B5 + for -', 'not_canonical_base64url', signedParts(header64, minus64.replace('-', '+').replace('_', '/'), key)],
    ['B5 a letter too many', 'not_canonical_base64url', signedParts(header64, `${base64Url('abc')}A`, key)],
    ['B5 letters of another script', 'not_canonical_base64url', signedParts(`${header64}е`, payload64, key)],
    ['B6 loose bits in the header', 'not_canonical_base64url', signedParts(loose(aHeader(key)), payload64, key)],
    ['B6 loose bits in the payload', 'not_canonical_base64url', signedParts(header64, loose(someClaims()), key)],
    ['B6 loose bits in the signature', 'not_canonical_base64url', looseSignature],
  ])('%s', (_name, reason, token) => expectRefusal(reason, token));
});

const ownJwk = publicJwk(rsaKey('ci-1'));

describe('the header of a token', () => {
  it.each<Row>([
    ['B7 alg: missing', 'alg_missing', tokenWithHeader(key, { alg: undefined })],
    ['B7 alg: null', 'alg_missing', tokenWithHeader(key, { alg: null })],
    ['B7 alg: a list', 'alg_missing', tokenWithHeader(key, { alg: ['RS256'] })],
    ['B11 crit that names what nobody knows', 'forbidden_header', tokenWithHeader(key, { crit: ['exp'], exp: 1 })],
    ['B11 crit with b64', 'forbidden_header', tokenWithHeader(key, { crit: ['b64'], b64: false })],
    ['B11 b64 alone', 'forbidden_header', tokenWithHeader(key, { b64: true })],
    ['B11 crit: an empty list', 'forbidden_header', tokenWithHeader(key, { crit: [] })],
    ['B11 crit: no list', 'forbidden_header', tokenWithHeader(key, { crit: 'exp' })],
    ['B11 crit: null', 'forbidden_header', tokenWithHeader(key, { crit: null })],
    ['B12 typ: at+jwt', 'type_not_allowed', tokenWithHeader(key, { typ: 'at+jwt' })],
    ['B12 typ: application/at+jwt', 'type_not_allowed', tokenWithHeader(key, { typ: 'application/at+jwt' })],
    ['B12 typ: logout+jwt', 'type_not_allowed', tokenWithHeader(key, { typ: 'logout+jwt' })],
    ['B12 typ: secevent+jwt', 'type_not_allowed', tokenWithHeader(key, { typ: 'secevent+jwt' })],
    ['B12 typ: dpop+jwt', 'type_not_allowed', tokenWithHeader(key, { typ: 'dpop+jwt' })],
    ['B12 typ: JOSE', 'type_not_allowed', tokenWithHeader(key, { typ: 'JOSE' })],
    ['B12 typ: nothing', 'type_not_allowed', tokenWithHeader(key, { typ: '' })],
    ['B12 typ: null', 'typ_unreadable', tokenWithHeader(key, { typ: null })],
    ['B12 typ: a list', 'typ_unreadable', tokenWithHeader(key, { typ: ['JWT'] })],
    ['B13 cty: a token inside', 'forbidden_header', tokenWithHeader(key, { cty: 'JWT' })],
    ['B13 a token as payload', 'not_a_json_object', aToken(key, { payload: good })],
    ['B14 zip', 'forbidden_header', tokenWithHeader(key, { zip: 'DEF' })],
    [
      'B15 kid twice',
      'not_a_json_object',
      aToken(key, { header: '{"alg":"RS256","kid":"ci-1","typ":"JWT","kid":"ci-1"}' }),
    ],
    ['B15 alg twice', 'not_a_json_object', aToken(key, { header: '{"alg":"none","kid":"ci-1","alg":"RS256"}' })],
    ['B16 jwk', 'forbidden_header', tokenWithHeader(key, { jwk: ownJwk })],
    ['B17 jku', 'forbidden_header', tokenWithHeader(key, { jku: 'https://ci.example/jwks' })],
    ['B18 x5u', 'forbidden_header', tokenWithHeader(key, { x5u: 'https://ci.example/cert' })],
    ['B19 x5c', 'forbidden_header', tokenWithHeader(key, { x5c: ['MIIB'] })],
    ['B19 x5c: null', 'forbidden_header', tokenWithHeader(key, { x5c: null })],
    ['B21 kid: null', 'kid_unreadable', tokenWithHeader(key, { kid: null })],
    ['B21 kid: a list', 'kid_unreadable', tokenWithHeader(key, { kid: ['ci-1'] })],
    ['B21 kid: a number', 'kid_unreadable', tokenWithHeader(key, { kid: 1 })],
    ['B21 kid: 10 KB', 'too_large', tokenWithHeader(key, { kid: 'a'.repeat(10_000) })],
    ['B21 kid: a path', 'kid_unknown', tokenWithHeader(key, { kid: '../../dev/null' })],
    ['B21 kid: SQL', 'kid_unknown', tokenWithHeader(key, { kid: "' OR 1=1--" })],
    ['B21 kid: __proto__', 'kid_unknown', tokenWithHeader(key, { kid: '__proto__' })],
    ['B21 kid: constructor', 'kid_unknown', tokenWithHeader(key, { kid: 'constructor' })],
    ['B21 kid: a NUL', 'kid_unknown', tokenWithHeader(key, { kid: 'ci-1\0' })],
    ['B21 kid: a line end', 'kid_unknown', tokenWithHeader(key, { kid: 'ci-1\r\nset-cookie: a=b' })],
    ['B21 kid in other case', 'kid_unknown', tokenWithHeader(key, { kid: 'CI-1' })],
  ])('%s', (_name, reason, token) => expectRefusal(reason, token));

  it('B20 x5t is a thumbprint, which brings no key: GitHub sends it', async () => {
    const verifier = aVerifier([anInlineIssuer([publicJwk(key)])]);
    const token = tokenWithHeader(key, { x5t: 'aGFzaA' });
    expect((await verifier.verify(token)).issuer.id).toBe('ci');
  });
});
