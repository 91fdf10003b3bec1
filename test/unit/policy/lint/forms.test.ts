// Whether a pattern can meet a text of some form.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchesPattern } from '../../../../shared/policy/access/claim-pattern.ts';
import { fitsNothing, overlaps } from '../../../../shared/policy/lint/forms.ts';

describe('a pattern and a form have a text in common', () => {
  it.each([
    ['repo:acme/shop:*', 'repo:*/*:pull_request'],
    ['repo:acme@9919/shop@1296269:*', 'repo:*/*:pull_request'],
    ['repo:acme/shop:**', 'repo:*/*:ref:refs/heads/*'],
    ['refs/heads/**', 'refs/heads/*/**'],
    ['**', '<digits>'],
    ['*', '{<uuid>}'],
    ['{1b2c3d4e-*}', '{<uuid>}'],
    ['1296269', '<digits>'],
    ['12*', '<digits>'],
    ['{1B2C3D4E-0000-4000-8000-000000000000}', '{<uuid>}'],
    ['refs/heads/', 'refs/heads/**'],
    ['t*', 'true'],
  ])('%s, %s', (pattern, form) => {
    expect(overlaps(pattern, form)).toBe(true);
  });

  it.each([
    ['repo:acme/shop:*', 'repo:*/*:ref:refs/heads/*'],
    ['repo:acme/shop:*', 'repo:*/*:environment:*'],
    ['refs/heads/*', 'refs/heads/*/**'],
    ['acme', '<digits>'],
    ['12a', '<digits>'],
    ['a*', '<digits>'],
    ['', '<digits>'],
    ['1b2c3d4e-0000-4000-8000-000000000000', '{<uuid>}'],
    ['{1b2c3d4e-0000-4000-8000-00000000000}', '{<uuid>}'],
    ['{1b2c3d4e-0000-4000-8000-0000000000000}', '{<uuid>}'],
    ['{*/*}', '{<uuid>}'],
    ['main', 'refs/heads/**'],
    ['*', 'refs/heads/**'],
    ['f*', 'true'],
  ])('not %s, %s', (pattern, form) => {
    expect(overlaps(pattern, form)).toBe(false);
  });

  const unit = fc.constantFrom(...'aab0:/'.split(''), '*');
  const pattern = fc.string({ unit, maxLength: 7 });
  const text = fc.string({ unit: fc.constantFrom(...'ab0:/'.split('')), maxLength: 7 });

  it('wherever some text meets both', () => {
    fc.assert(
      fc.property(pattern, pattern, text, (one, other, common) => {
        if (matchesPattern(one, common) && matchesPattern(other, common)) expect(overlaps(one, other)).toBe(true);
      }),
      { seed: 31, numRuns: 5_000 },
    );
  });

  it('a text as a form, exactly where the text meets the pattern', () => {
    fc.assert(
      fc.property(pattern, text, (one, common) => {
        expect(overlaps(one, common)).toBe(matchesPattern(one, common));
        expect(overlaps(common, one)).toBe(matchesPattern(one, common));
      }),
      { seed: 32, numRuns: 5_000 },
    );
  });

  it('whichever stands first', () => {
    fc.assert(
      fc.property(pattern, pattern, (one, other) => {
        expect(overlaps(one, other)).toBe(overlaps(other, one));
      }),
      { seed: 33, numRuns: 2_000 },
    );
  });
});

describe('a form', () => {
  it.each([
    ['main', { forms: ['refs/heads/**'], like: '' }, true],
    ['refs/heads/main', { forms: ['refs/heads/**'], like: '' }, false],
    ['refs/heads/main/', { forms: ['refs/heads/**'], never: /\/$/, like: '' }, true],
    ['main', { never: /\/$/, like: '' }, false],
    ['main', { like: '' }, false],
  ])('meets nothing of %s: %j is %s', (pattern, form, expected) => {
    expect(fitsNothing(pattern, form)).toBe(expected);
  });
});
