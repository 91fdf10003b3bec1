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

  it.each([
    ['a page whose filters are as long as the service takes', `/console/audit?caller=${'x'.repeat(2_026)}`, 2_048],
    ['the page without filters that are longer', `/console/audit?caller=${'x'.repeat(2_027)}`, '/console/audit'],
    ['the page without a filter that the service refuses', '/console/audit?caller=CORP\\ada', '/console/audit'],
    ['the first page, if the address itself is longer', `/console/audit/${'x'.repeat(2_048)}`, '/console'],
  ])('leads back to %s', (_what, back, kept) => {
    const wanted = new URLSearchParams(signInAddress({ back }).split('?')[1]).get('return');
    expect(typeof kept === 'number' ? wanted?.length : wanted).toBe(kept);
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
