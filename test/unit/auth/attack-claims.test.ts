// Rows B30 to B37 of the catalogue of bad input: what is signed, but not for us, not now or by another.
import { describe, expect, it } from 'vitest';
import {
  anInlineIssuer,
  aToken,
  aVerifier,
  NOW_SECONDS,
  publicJwk,
  rsaKey,
  someClaims,
  tokenWithClaims,
} from '../../support/tokens.ts';

const key = rsaKey('ci-1');
const issuer = anInlineIssuer([publicJwk(key)]);

type Row = [name: string, reason: string, claims: Record<string, unknown>];

async function expectRefusal(reason: string, token: string): Promise<void> {
  expect(await aVerifier([issuer]).refusal(token)).toEqual({ code: 'token_rejected', reason });
}

/** The payload with one member written as it is given, for numbers that JSON.stringify would not write. */
function written(name: string, value: string): string {
  return aToken(key, { payload: `{"${name}":${value},${JSON.stringify(someClaims({ [name]: undefined })).slice(1)}` });
}

describe('times', () => {
  it.each<Row>([
    ['B30 exp: missing', 'exp_missing', { exp: undefined }],
    ['B30 exp: null', 'exp_unreadable', { exp: null }],
    ['B30 exp: a text', 'exp_unreadable', { exp: String(NOW_SECONDS + 270) }],
    ['B30 exp: now', 'expired', { exp: NOW_SECONDS }],
    ['B30 exp: now, with a fraction', 'expired', { exp: NOW_SECONDS - 0.5 }],
    ['B30 exp: a second ago', 'expired', { exp: NOW_SECONDS - 1 }],
    ['B30 exp: in ten years', 'life_too_long', { exp: NOW_SECONDS + 315_360_000 }],
    ['B30 exp: 1e300', 'life_too_long', { exp: 1e300 }],
    ['B30 exp before iat', 'expires_before_it_is_issued', { iat: NOW_SECONDS + 50, exp: NOW_SECONDS + 20 }],
    ['B31 nbf: a text', 'nbf_unreadable', { nbf: '0' }],
    ['B32 iat: missing', 'iat_missing', { iat: undefined }],
    ['B32 iat: 61 s ahead', 'issued_in_the_future', { iat: NOW_SECONDS + 61 }],
    ['B32 iat: a text', 'iat_unreadable', { iat: String(NOW_SECONDS) }],
    ['B32 iat: 601 s old', 'too_old', { iat: NOW_SECONDS - 601 }],
  ])('%s', (_name, reason, claims) => expectRefusal(reason, tokenWithClaims(key, claims)));

  it.each<[name: string, reason: string, token: string]>([
    ['B30 exp: an hour ago', 'expired', tokenWithClaims(key, { exp: NOW_SECONDS - 3600 })],
    ['B30 exp: negative', 'exp_unreadable', tokenWithClaims(key, { exp: -1 })],
    ['B30 exp: -1e300', 'exp_unreadable', tokenWithClaims(key, { exp: -1e300 })],
    ['B30 exp: 1e400', 'exp_unreadable', written('exp', '1e400')],
    ['B31 nbf: 61 s ahead', 'not_yet_valid', tokenWithClaims(key, { nbf: NOW_SECONDS + 61 })],
    ['B31 nbf: 1e300', 'not_yet_valid', tokenWithClaims(key, { nbf: 1e300 })],
    ['B31 nbf: 1e400', 'nbf_unreadable', written('nbf', '1e400')],
  ])('%s', (_name, reason, token) => expectRefusal(reason, token));
});

describe('the issuer', () => {
  it.each<[name: string, iss: string]>([
    ['unknown', 'https://evil.example'],
    ['nothing', ''],
    ['with a slash behind it', 'https://ci.example/'],
    ['with its host in upper case', 'https://CI.example'],
    ['with its scheme in upper case', 'HTTPS://ci.example'],
    ['over http', 'http://ci.example'],
    ['without its scheme', 'ci.example'],
    ['with the default port', 'https://ci.example:443'],
    ['with a user', 'https://user@ci.example'],
    ['as the user of another host', 'https://ci.example@evil.example'],
    ['with a host behind it', 'https://ci.example.evil.example'],
    ['with a dot behind it', 'https://ci.example.'],
    ['with an encoded letter', 'https://%63i.example'],
    ['with a path', 'https://ci.example/x/..'],
    ['with a query', 'https://ci.example?'],
    ['with a fragment', 'https://ci.example#'],
    ['with a letter that looks alike', 'https://сi.example'],
    ['with a full-width letter', 'https://ｃi.example'],
    ['with a zero-width blank', 'https://ci\u200b.example'],
    ['with a blank before it', ' https://ci.example'],
    ['with a line end', 'https://ci.example\r\nx: y'],
    ['with a NUL', 'https://ci.example\0'],
    ['named as a member that all objects have', '__proto__'],
  ])('B33 %s, is unknown and no key is asked for', async (_name, iss) => {
    const verifier = aVerifier([issuer]);
    const refusal = await verifier.refusal(tokenWithClaims(key, { iss }));
    expect(refusal).toEqual({ code: 'token_rejected', reason: 'issuer_unknown' });
    expect(verifier.keyLookUps()).toBe(0);
  });

  it.each<Row>([
    ['B33 missing', 'iss_missing', { iss: undefined }],
    ['B33 a list', 'iss_missing', { iss: ['https://ci.example'] }],
    ['B33 an object', 'iss_missing', { iss: { toString: 'https://ci.example' } }],
    ['B33 null', 'iss_missing', { iss: null }],
  ])('%s', (_name, reason, claims) => expectRefusal(reason, tokenWithClaims(key, claims)));
});

describe('audience and subject', () => {
  it.each<Row>([
    ['B34 aud: missing', 'audience_unreadable', { aud: undefined }],
    ['B34 aud: nothing', 'audience_not_ours', { aud: '' }],
    ['B34 aud: an empty list', 'audience_not_ours', { aud: [] }],
    ['B34 aud: a list with a number', 'audience_unreadable', { aud: ['https://portunus.example', 1] }],
    ['B34 aud: an object', 'audience_unreadable', { aud: { '0': 'https://portunus.example' } }],
    [
      'B34 aud: ours and a stranger',
      'audience_not_sole',
      { aud: ['https://portunus.example', 'https://other.example'] },
    ],
    ['B34 aud: ours twice', 'audience_not_sole', { aud: ['https://portunus.example', 'https://portunus.example'] }],
    ['B34 aud: the beginning of ours', 'audience_not_ours', { aud: 'https://portunus' }],
    ['B34 aud: ours and more', 'audience_not_ours', { aud: 'https://portunus.example.evil.example' }],
    ['B34 aud: in upper case', 'audience_not_ours', { aud: 'HTTPS://portunus.example' }],
    ['B35 sub: missing', 'sub_missing', { sub: undefined }],
    ['B35 sub: nothing', 'sub_missing', { sub: '' }],
    ['B35 sub: a list', 'sub_missing', { sub: ['repo:acme/shop'] }],
    ['B35 sub: 1025 characters', 'sub_unreadable', { sub: 'a'.repeat(1025) }],
    ['B35 sub: a line end', 'sub_unreadable', { sub: 'ada\r\n' }],
  ])('%s', (_name, reason, claims) => expectRefusal(reason, tokenWithClaims(key, claims)));

  it.each([
    ['B36 the immutable form of GitHub', 'repo:octocat@123456/my-repo@456789:ref:refs/heads/main'],
    ["B37 Bitbucket's braces", '{5f6b2a90-0000-4000-8000-000000000001}:{5f6b2a90-0000-4000-8000-000000000002}'],
  ])('%s is kept as it is', async (_name, sub) => {
    expect((await aVerifier([issuer]).verify(tokenWithClaims(key, { sub }))).subject).toBe(sub);
  });
});
