import { describe, expect, it } from 'vitest';
import { addressOf, isFresh, signInAddress } from '../../../../console/api/sign-in.ts';

describe('where signing in begins', () => {
  it('leads back to the page, with its filters', () => {
    expect(addressOf({ pathname: '/console/audit', search: '?outcome=refused&connector=a' })).toBe(
      '/console/audit?outcome=refused&connector=a',
    );
    expect(signInAddress({ back: '/console/audit?outcome=refused&connector=a' })).toBe(
      '/console/sign-in?return=%2Fconsole%2Faudit%3Foutcome%3Drefused%26connector%3Da',
    );
  });

  it('names the issuer, and asks for a fresh sign-in where one is needed', () => {
    expect(signInAddress({ issuer: 'corp', fresh: true, back: '/console' })).toBe(
      '/console/sign-in?issuer=corp&return=%2Fconsole&fresh=true',
    );
  });
});

it('a sign-in is fresh for less than five minutes', () => {
  const at = '2026-11-28T12:00:00Z';
  expect(isFresh(at, Date.parse('2026-11-28T12:04:59.999Z'))).toBe(true);
  expect(isFresh(at, Date.parse('2026-11-28T12:05:00Z'))).toBe(false);
});
