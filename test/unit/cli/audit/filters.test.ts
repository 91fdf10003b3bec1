// What is searched for, from what was typed.
import { describe, expect, it } from 'vitest';
import { durationOf, fingerprintsOf, searchesOf } from '../../../../cli/audit/filters.ts';
import { CommandError } from '../../../../cli/command.ts';
import { NOW } from '../../../support/builders.ts';

describe('a duration', () => {
  it.each([
    ['90s', 90_000],
    ['30m', 1_800_000],
    ['2h', 7_200_000],
    ['7d', 604_800_000],
    ['4w', 2_419_200_000],
  ])('is %s', (text, milliseconds) => {
    expect(durationOf(text)).toBe(milliseconds);
  });

  it.each(['', '2', 'h', '0h', '-1h', '1.5h', '2 h', '2H', '2y', '100000h'])('is not "%s"', (text) => {
    expect(durationOf(text)).toBeUndefined();
  });
});

describe('a search', () => {
  it('is about the last day, with times that stay the same on all pages', () => {
    expect(searchesOf({ connector: 'shop-images' }, undefined, NOW)).toEqual([
      { connector: 'shop-images', from: '2026-11-20T12:00:00.000Z', to: '2026-11-21T12:00:00.000Z' },
    ]);
  });

  it('is about the duration that is given', () => {
    expect(searchesOf({ since: 3_600_000 }, undefined, NOW)).toEqual([
      { from: '2026-11-21T11:00:00.000Z', to: '2026-11-21T12:00:00.000Z' },
    ]);
  });

  it.each([{ requestId: 'f0e1' }, { fingerprint: 'a'.repeat(64) }])(
    'of one login or request goes through all records, because it costs no more',
    (options) => {
      expect(searchesOf(options, undefined, NOW)[0]?.from).toBe('2020-01-01T00:00:00.000Z');
    },
  );

  it.each<[string, Parameters<typeof searchesOf>[0], string]>([
    ['two beginnings', { since: 1, from: '2026-11-20' }, '--since and --from'],
    ['two tokens', { tokenStdin: true, fingerprint: 'a'.repeat(64) }, '--token-stdin and --fingerprint'],
    ['a caller without an issuer', { caller: 'ada' }, '--issuer is required beside --caller'],
    ['a request id of another form', { requestId: 'a b' }, '--request-id must be'],
    [
      '32 days of one outcome',
      { outcome: 'refused', since: 32 * 86_400_000 },
      '--from must be at most 31 days before --to, unless --connector, --caller, --fingerprint or --request-id is given',
    ],
  ])('is refused with %s', (_what, options, message) => {
    expect(() => searchesOf(options, undefined, NOW)).toThrow(message);
    expect(() => searchesOf(options, undefined, NOW)).toThrow(expect.objectContaining({ failed: 'usage' }));
  });

  it.each([
    ['broken into lines', 'c2VjcmV0\n  c2VjcmV0\n'],
    ["with Docker's user name before it", 'AWS:c2VjcmV0c2VjcmV0'],
  ])('of a token %s is that of the token', (_how, text) => {
    expect(fingerprintsOf(text)).toEqual(fingerprintsOf('c2VjcmV0c2VjcmV0'));
  });

  it.each(['{"auths":{"registry":{"auth":"QVdTOnNlY3JldA=="}}}', 'password: c2VjcmV0'])(
    'of more than a token is refused, and not told to be unknown: %s',
    (text) => {
      expect(() => fingerprintsOf(text)).toThrow('has more than a token');
    },
  );

  it('of a token is one for each of its forms', () => {
    expect(searchesOf({ tokenStdin: true }, 'secret', NOW).map(({ fingerprint }) => fingerprint)).toEqual(
      fingerprintsOf('secret'),
    );
  });
});

describe('a leaked token', () => {
  // printf 'AWS:secret' | base64 | tr -d '\n' | sha256sum
  const AUTHORIZATION = '182dce24b9d2e5f02f6cbfbad60d7456c1aef4b0cad0a362f33a71b9ae8b6f75';
  // printf secret | sha256sum
  const AS_IT_IS = '2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b';

  it('of a registry is hashed as its authorization token, from the password and from the token itself', () => {
    const [fromPassword] = fingerprintsOf('secret\n');
    expect(fingerprintsOf(Buffer.from('AWS:secret').toString('base64'))).toEqual([fromPassword]);
    expect(fromPassword).toBe(AUTHORIZATION);
  });

  it('of another kind is hashed as it is', () => {
    expect(fingerprintsOf('secret')[1]).toBe(AS_IT_IS);
  });

  it('that is none is refused, and not shown', () => {
    expect(() => fingerprintsOf(' \n')).toThrow('there is no token on standard input');
    const jwt = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln';
    expect(() => fingerprintsOf(jwt)).toThrow(CommandError);
    expect(() => fingerprintsOf(jwt)).not.toThrow(jwt);
  });
});
