// Rows B15 and B22 of the catalogue of bad input: headers and payloads whose JSON is wrong, signed as they stand.
import { describe, expect, it } from 'vitest';
import { aHeader, anInlineIssuer, aToken, aVerifier, publicJwk, rsaKey, someClaims } from '../../support/tokens.ts';

const key = rsaKey('ci-1');
const json = JSON.stringify(someClaims());
const headerJson = JSON.stringify(aHeader(key));

async function expectRefusal(reason: string, token: string): Promise<void> {
  const verifier = aVerifier([anInlineIssuer([publicJwk(key)])]);
  expect(await verifier.refusal(token)).toEqual({ code: 'token_rejected', reason });
}

/** The payload with one more claim, written as it is given. */
function withClaim(written: string): string {
  return `${json.slice(0, -1)},"extra":${written}}`;
}

/** The payload with a claim whose text is these bytes. */
function withBytes(...bytes: readonly number[]): Buffer {
  const [before = '', after = ''] = withClaim('"|"').split('|');
  return Buffer.concat([Buffer.from(before), Buffer.from(bytes), Buffer.from(after)]);
}

it.each(['"text"', '{"a":[1]}', '"\\ud83d\\ude00"', '"é"'])(
  'starts from a payload that may hold %s',
  async (written) => {
    const verifier = aVerifier([anInlineIssuer([publicJwk(key)])]);
    const { claims } = await verifier.verify(aToken(key, { payload: withClaim(written) }));
    expect(claims.extra).toEqual(JSON.parse(written));
  },
);

describe('a header', () => {
  it.each<[name: string, header: string]>([
    ['B15 kid twice', '{"alg":"RS256","kid":"ci-1","typ":"JWT","kid":"ci-1"}'],
    ['B15 alg twice', '{"alg":"none","kid":"ci-1","alg":"RS256"}'],
    ['B15 crit twice, once in escapes', '{"alg":"RS256","kid":"ci-1","crit":["exp"],"\\u0063rit":[]}'],
    ['B22 an empty list', '[]'],
    ['B22 a header in a list', `[${headerJson}]`],
    ['B22 a text', '"text"'],
    ['B22 null', 'null'],
    ['B22 a number', '1'],
    ['B22 true', 'true'],
    ['B22 a blank', ' '],
    ['B22 cut off', headerJson.slice(0, -1)],
    ['B22 two objects', `${headerJson}{}`],
    ['B22 a byte order mark before it', `\ufeff${headerJson}`],
  ])('%s', (_name, header) => expectRefusal('not_a_json_object', aToken(key, { header })));

  it('B22 all of it in __proto__', () =>
    expectRefusal('alg_missing', aToken(key, { header: `{"__proto__":${headerJson}}` })));
});

describe('a payload', () => {
  it.each<[name: string, payload: string | Uint8Array]>([
    ['B15 sub twice', `{"sub":"victim",${json.slice(1)}`],
    ['B15 sub twice, once in escapes', `{"s\\u0075b":"victim",${json.slice(1)}`],
    ['B15 a member twice, deep inside', withClaim('[{"a":1,"a":2}]')],
    ['B22 an empty list', '[]'],
    ['B22 claims in a list', `[${json}]`],
    ['B22 a text', '"text"'],
    ['B22 null', 'null'],
    ['B22 a number', '1'],
    ['B22 true', 'true'],
    ['B22 a blank', ' '],
    ['B22 cut off', json.slice(0, -1)],
    ['B22 a comma behind it', `${json},`],
    ['B22 a NUL behind it', `${json}\0`],
    ['B22 a comment before it', `/**/${json}`],
    ['B22 single quotes', json.replaceAll('"', "'")],
    ['B22 NaN', withClaim('NaN')],
    ['B22 a number with a leading zero', withClaim('01')],
    ['B22 a byte order mark before it', `\ufeff${json}`],
    ['B22 UTF-16', Buffer.from(json, 'utf16le')],
    ['B22 a byte that no UTF-8 has', withBytes(0xff)],
    ['B22 a cut UTF-8 sequence', withBytes(0xe2, 0x82)],
    ['B22 an overlong UTF-8 sequence', withBytes(0xc0, 0xaf)],
    ['B22 a surrogate as UTF-8 bytes', withBytes(0xed, 0xa0, 0x80)],
    // As UTF-8 all lone surrogates become one character: in a record or a session name two subjects would be equal.
    ['B22 a lone surrogate as an escape', withClaim('"\\ud800"')],
    ['B22 a lone surrogate in a name', `{"\\udc00":1,${json.slice(1)}`],
    ['B22 2000 levels', withClaim(`${'['.repeat(2000)}${']'.repeat(2000)}`)],
  ])('%s', (_name, payload) => expectRefusal('not_a_json_object', aToken(key, { payload })));

  it.each<[name: string, payload: string]>([
    ['B22 100,000 levels', withClaim(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)],
    ['B22 5 MB', withClaim(`"${'x'.repeat(5_000_000)}"`)],
  ])('%s', (_name, payload) => expectRefusal('too_large', aToken(key, { payload })));

  it.each(['header', 'payload'] as const)('B22 an empty %s', (part) =>
    expectRefusal('not_three_parts', aToken(key, { [part]: '' })),
  );

  it('B22 all of it in __proto__', () =>
    expectRefusal('iss_missing', aToken(key, { payload: `{"__proto__":${json}}` })));

  it('B22 times and subject in __proto__', () =>
    expectRefusal('exp_missing', aToken(key, { payload: `{"iss":"https://ci.example","__proto__":${json}}` })));
});
