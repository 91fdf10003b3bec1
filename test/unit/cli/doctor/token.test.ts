import { describe, expect, it } from 'vitest';
import { checkToken, span } from '../../../../cli/doctor/token.ts';

const NOW = 1_800_000_000;
const GOOD = {
  iss: 'https://login.example',
  aud: 'https://portunus.example',
  sub: 'ada',
  iat: NOW - 60,
  exp: NOW + 600,
};
const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const jwt = (claims: unknown) => `${part({ alg: 'RS256' })}.${part(claims)}.c2lnbmF0dXJl`;
const check = (claims: object, known: Parameters<typeof checkToken>[2] = []) =>
  checkToken(jwt({ ...GOOD, ...claims }), NOW, known).map(({ status, detail }) => [status, detail]);

describe('a token', () => {
  it('that is good is shown by whose it is, and for how long', () => {
    expect(check({})).toEqual([
      ['pass', 'iss https://login.example, aud https://portunus.example, sub ada; 60 seconds old, good for 10 minutes'],
    ]);
  });

  it.each<[object, string, string]>([
    [{ exp: NOW }, 'fail', 'it ended 0 seconds ago'],
    [{ exp: NOW - 7_200, iat: NOW - 9_000 }, 'fail', 'it ended 2 hours ago'],
    [{ iat: NOW + 61 }, 'fail', 'it begins in 61 seconds'],
    [{ nbf: NOW + 3_600 }, 'fail', 'it begins in 60 minutes'],
    [
      { iat: NOW - 601 },
      'warn',
      'it is 10 minutes old, and issuers allow 10 minutes unless their maxTokenAgeSeconds is another',
    ],
    [{ aud: ['a', 'b'] }, 'warn', 'it has 2 audiences'],
    [{ sub: undefined, exp: undefined }, 'fail', 'it has no exp, sub'],
  ])('with %j is said to be wrong in that', (claims, status, detail) => {
    expect(check(claims)).toEqual([[status, expect.stringMatching(new RegExp(`^${detail}; iss `))]]);
  });

  it.each<object>([{ exp: NOW + 1 }, { iat: NOW + 60 }, { nbf: NOW + 60 }, { iat: NOW - 600 }, { aud: ['a'] }])(
    'with %j is just good',
    (claims) => {
      expect(check(claims).map(([status]) => status)).toEqual(['pass']);
    },
  );

  it('is measured by what its issuer allows, where the service says that', () => {
    const known = [{ url: GOOD.iss, maxTokenAgeSeconds: 300 }];
    expect(check({ iat: NOW - 300 }, known)[0]?.[0]).toBe('pass');
    expect(check({ iat: NOW - 301 }, known)[0]).toEqual([
      'fail',
      expect.stringMatching(/^it is 5 minutes old, and its issuer allows 5 minutes;/),
    ]);
  });

  it.each(['abc', 'a.b.c', `${part({ alg: 'RS256' })}.${part([])}.x`])(
    'that is none, such as %s, is not repeated',
    (text) => {
      expect(checkToken(text, NOW, [])).toEqual([
        { status: 'fail', detail: 'it is not a JWT', remedy: expect.stringContaining('ID token') },
      ]);
    },
  );

  it('that is too long for the service is said to be', () => {
    expect(check({ groups: 'x'.repeat(9_000) })[0]?.[1]).toMatch(/^the token has 1\d{4} bytes, and 8192 are taken$/);
  });
});

it.each([
  [0, '0 seconds'],
  [1, '1 second'],
  [119, '119 seconds'],
  [120, '2 minutes'],
  [7_200, '2 hours'],
  [172_800, '2 days'],
])('%i seconds are %s', (seconds, text) => {
  expect(span(seconds)).toBe(text);
});
