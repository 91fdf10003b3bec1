import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkClaims } from '../../../shared/auth/verify-token.ts';
import { PortunusError } from '../../../shared/domain/errors.ts';
import type { Issuer } from '../../../shared/domain/issuer.ts';
import { anIssuer, NOW } from '../../support/builders.ts';
import { NOW_SECONDS, someClaims } from '../../support/tokens.ts';

function check(overrides: Record<string, unknown>, issuer: Partial<Issuer> = {}) {
  return checkClaims(JSON.parse(JSON.stringify(someClaims(overrides))), anIssuer(issuer), NOW);
}

function refusal(claims: Record<string, unknown>, issuer: Partial<Issuer> = {}): string | undefined {
  try {
    checkClaims(claims, anIssuer(issuer), NOW);
  } catch (error) {
    if (error instanceof PortunusError && error.code === 'token_rejected') return error.reason;
    throw error;
  }
  throw new Error('was accepted');
}

function without(name: string): Record<string, unknown> {
  const { [name]: _left, ...claims } = someClaims();
  return claims;
}

describe('good claims', () => {
  it('yield the subject and the end of the token', () => {
    expect(check({})).toEqual({
      subject: 'repo:acme/shop:ref:refs/heads/main',
      expiresAt: new Date('2026-11-21T12:04:30.000Z'),
    });
  });

  it.each<[name: string, overrides: Record<string, unknown>]>([
    ['B30 exp a second ahead', { exp: NOW_SECONDS + 1 }],
    ['B30 exp with a fraction', { exp: NOW_SECONDS + 0.5 }],
    ['B30 the longest life', { iat: NOW_SECONDS, exp: NOW_SECONDS + 86_400 }],
    ['B31 nbf absent', { nbf: undefined }],
    ['B31 nbf 60 s ahead', { nbf: NOW_SECONDS + 60 }],
    ['B31 nbf 0', { nbf: 0 }],
    ['B32 iat 60 s ahead', { iat: NOW_SECONDS + 60 }],
    ['B32 the greatest age', { iat: NOW_SECONDS - 600 }],
    ['B34 aud as a list of one', { aud: ['https://portunus.example'] }],
    ['B35 a subject of 1024 characters', { sub: 'a'.repeat(1024) }],
  ])('may have %s', (_name, overrides) => {
    expect(check(overrides).expiresAt).toBeInstanceOf(Date);
  });

  it.each([
    ['B35 blanks', 'ada lovelace'],
    ['B35 wildcard characters, which mean nothing here', 'repo:*/?[a]{b}'],
    ['B35 an encoded slash, which stays encoded', 'repo:acme%2fshop'],
    ['B35 letters that look alike, which stay what they are', 'repo:аcme/shop'],
    ['B35 blanks around it, which stay', ' ada '],
    ['B36 the immutable form of GitHub', 'repo:octocat@123456/my-repo@456789:ref:refs/heads/main'],
    ["B37 Bitbucket's braces", '{5f6b2a90-0000-4000-8000-000000000001}:{5f6b2a90-0000-4000-8000-000000000002}'],
  ])('keep a subject with %s', (_name, sub) => {
    expect(check({ sub }).subject).toBe(sub);
  });

  it('may have strangers in aud where the issuer allows it', () => {
    const aud = ['https://other.example', 'https://portunus.example'];
    expect(check({ aud }, { soleAudience: false }).subject).toBe('repo:acme/shop:ref:refs/heads/main');
  });

  it('may have any of our audiences', () => {
    const audiences = ['https://old.example', 'https://portunus.example'];
    expect(check({}, { audiences }).subject).toBe('repo:acme/shop:ref:refs/heads/main');
  });

  it('may have their audience in client_id where the issuer says so', () => {
    const claims = { aud: undefined, client_id: 'portunus' };
    expect(check(claims, { audienceClaim: 'client_id', audiences: ['portunus'] }).subject).toBe(
      'repo:acme/shop:ref:refs/heads/main',
    );
  });
});

describe('claims are refused', () => {
  it.each(['exp', 'iat', 'sub'])('without %s', (name) => {
    expect(refusal(without(name))).toBe(`${name}_missing`);
  });

  it.each<[name: string, reason: string, overrides: Record<string, unknown>]>([
    ['B30 exp: null', 'exp_unreadable', { exp: null }],
    ['B30 exp: a text', 'exp_unreadable', { exp: String(NOW_SECONDS + 270) }],
    ['B30 exp: a list', 'exp_unreadable', { exp: [NOW_SECONDS + 270] }],
    ['B30 exp: negative', 'exp_unreadable', { exp: -1 }],
    ['B30 exp: -1e300', 'exp_unreadable', { exp: -1e300 }],
    ['B30 exp: NaN', 'exp_unreadable', { exp: Number.NaN }],
    ['B30 exp: 1e400', 'exp_unreadable', { exp: Number.POSITIVE_INFINITY }],
    ['B30 exp: 1e300', 'life_too_long', { exp: 1e300 }],
    ['B30 exp: milliseconds', 'life_too_long', { exp: NOW_SECONDS * 1000 }],
    ['B30 exp: now', 'expired', { exp: NOW_SECONDS }],
    ['B30 exp: a second ago', 'expired', { exp: NOW_SECONDS - 1 }],
    ['B30 exp: 0', 'expired', { exp: 0 }],
    ['B30 exp: in ten years', 'life_too_long', { exp: NOW_SECONDS + 315_360_000 }],
    ['B30 a life of a second too long', 'life_too_long', { iat: NOW_SECONDS, exp: NOW_SECONDS + 86_401 }],
    ['B30 exp before iat', 'expires_before_it_is_issued', { iat: NOW_SECONDS + 50, exp: NOW_SECONDS + 20 }],
    ['B30 exp at iat', 'expires_before_it_is_issued', { iat: NOW_SECONDS + 50, exp: NOW_SECONDS + 50 }],
    ['B31 nbf 61 s ahead', 'not_yet_valid', { nbf: NOW_SECONDS + 61 }],
    ['B31 nbf: 1e300', 'not_yet_valid', { nbf: 1e300 }],
    ['B31 nbf: a text', 'nbf_unreadable', { nbf: '0' }],
    ['B31 nbf: null', 'nbf_unreadable', { nbf: null }],
    ['B32 iat 61 s ahead', 'issued_in_the_future', { iat: NOW_SECONDS + 61 }],
    ['B32 iat: a text', 'iat_unreadable', { iat: String(NOW_SECONDS) }],
    ['B32 iat: null', 'iat_unreadable', { iat: null }],
    ['B32 iat: negative', 'iat_unreadable', { iat: -1 }],
    ['B32 601 s old', 'too_old', { iat: NOW_SECONDS - 601 }],
    ['B34 aud: null', 'audience_unreadable', { aud: null }],
    ['B34 aud: a number', 'audience_unreadable', { aud: 1 }],
    ['B34 aud: an object', 'audience_unreadable', { aud: { 0: 'https://portunus.example', length: 1 } }],
    ['B34 aud: a list with a number', 'audience_unreadable', { aud: ['https://portunus.example', 1] }],
    ['B34 aud: a list in a list', 'audience_unreadable', { aud: [['https://portunus.example']] }],
    ['B34 aud: nothing', 'audience_not_ours', { aud: '' }],
    ['B34 aud: an empty list', 'audience_not_ours', { aud: [] }],
    ['B34 aud: a part of ours', 'audience_not_ours', { aud: 'portunus.example' }],
    ['B34 aud: the beginning of ours', 'audience_not_ours', { aud: 'https://portunus' }],
    ['B34 aud: ours and more', 'audience_not_ours', { aud: 'https://portunus.example/' }],
    ['B34 aud: in upper case', 'audience_not_ours', { aud: 'HTTPS://PORTUNUS.EXAMPLE' }],
    ['B34 aud: two in one text', 'audience_not_ours', { aud: 'https://portunus.example https://other.example' }],
    ['B34 aud: 151 characters', 'audience_not_ours', { aud: `https://portunus.example${'e'.repeat(127)}` }],
    ['B34 aud: a stranger', 'audience_not_ours', { aud: 'sts.amazonaws.com' }],
    [
      'B34 aud: ours and a stranger',
      'audience_not_sole',
      { aud: ['https://portunus.example', 'https://other.example'] },
    ],
    ['B34 aud: ours twice', 'audience_not_sole', { aud: ['https://portunus.example', 'https://portunus.example'] }],
    ['B35 sub: nothing', 'sub_missing', { sub: '' }],
    ['B35 sub: null', 'sub_missing', { sub: null }],
    ['B35 sub: a list', 'sub_missing', { sub: ['ada'] }],
    ['B35 sub: a number', 'sub_missing', { sub: 7 }],
    ['B35 sub: 1025 characters', 'sub_unreadable', { sub: 'a'.repeat(1025) }],
    ['B35 sub: a line end', 'sub_unreadable', { sub: 'ada\n{"level":"info"}' }],
    ['B35 sub: a NUL', 'sub_unreadable', { sub: 'ada\0' }],
    ['B35 sub: an escape sequence', 'sub_unreadable', { sub: 'ada\u001b[2K' }],
    ['B35 sub: a C1 control', 'sub_unreadable', { sub: 'ada\u0085' }],
    ['B35 sub: a line separator', 'sub_unreadable', { sub: 'ada\u2028' }],
    ['B35 sub: half of a surrogate pair, which no stop could name', 'sub_unreadable', { sub: 'ada\ud800' }],
  ])('%s', (_name, reason, overrides) => {
    expect(refusal({ ...someClaims(), ...overrides })).toBe(reason);
  });

  it('B34 aud: missing', () => {
    expect(refusal(without('aud'))).toBe('audience_unreadable');
  });

  it('B34 no audience of ours, though strangers are allowed', () => {
    expect(refusal({ ...someClaims(), aud: ['https://other.example'] }, { soleAudience: false })).toBe(
      'audience_not_ours',
    );
  });

  it('B34 ours in aud, where client_id is to hold it', () => {
    expect(refusal(someClaims(), { audienceClaim: 'client_id' })).toBe('audience_unreadable');
  });

  it('B34 the audience in an inherited member', () => {
    expect(refusal(someClaims(), { audienceClaim: 'constructor' })).toBe('audience_unreadable');
  });

  it.each(['exp', 'iat', 'sub', 'aud'])('B22 %s is only inherited', (name) => {
    const reason = name === 'aud' ? 'audience_unreadable' : `${name}_missing`;
    expect(refusal(Object.assign(Object.create({ [name]: someClaims()[name] }), without(name)))).toBe(reason);
  });
});

it('T4 accepts exactly the times that the rules allow', () => {
  const near = fc.integer({ min: -700, max: 700 }).map((offset) => NOW_SECONDS + offset);
  const time = fc.oneof({ weight: 5, arbitrary: near }, { weight: 1, arbitrary: fc.double({ noNaN: true }) });
  fc.assert(
    fc.property(time, time, fc.option(time, { nil: undefined }), (iat, exp, nbf) => {
      const good =
        [iat, exp, nbf ?? 0].every((value) => Number.isFinite(value) && value >= 0) &&
        exp > 1_795_262_400 &&
        iat <= 1_795_262_460 &&
        iat >= 1_795_261_800 &&
        (nbf ?? 0) <= 1_795_262_460 &&
        exp > iat &&
        exp - iat <= 300;
      const claims = { ...someClaims(), iat, exp, ...(nbf === undefined ? { nbf: 0 } : { nbf }) };
      const check = () => checkClaims(claims, anIssuer({ maxTokenLifeSeconds: 300 }), NOW);
      if (good) expect(check).not.toThrow();
      else expect(check).toThrow(PortunusError);
    }),
    { seed: 4, numRuns: 3_000 },
  );
});
