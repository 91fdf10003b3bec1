// What is searched for stands in the address, and becomes the parameters of the API and the options of the command.
import { describe, expect, it } from 'vitest';
import { auditAddress, commandOf, filtersIn, searchesOf } from '../../../../console/screens/audit/filters.ts';
import { NOW } from '../../../support/builders.ts';

const ONE = 'a'.repeat(64);
const OTHER = 'b'.repeat(64);

describe('the filters of the audit', () => {
  it('come back from the address as they went there', () => {
    const filters = { issuer: 'ci', caller: 'repo:a/b&c=d', fingerprint: [ONE, OTHER], since: '7d' };
    const address = auditAddress(filters);
    expect(address).toBe(
      `/audit?issuer=ci&caller=repo%3Aa%2Fb%26c%3Dd&since=7d&fingerprint=${ONE}&fingerprint=${OTHER}`,
    );
    expect(filtersIn(address.split('?')[1] ?? '')).toEqual(filters);
  });

  it('know nothing that the address says beside them', () => {
    expect(filtersIn('token=secret&limit=1&connector=')).toEqual({});
  });

  it('are about the last day, with the same times on all pages', () => {
    expect(searchesOf({ connector: 'shop' }, NOW)).toEqual([
      { connector: 'shop', from: '2026-11-20T12:00:00.000Z', to: '2026-11-21T12:00:00.000Z' },
    ]);
  });

  it.each([{ requestId: 'f0e1' }, { since: 'all', connector: 'shop' }])('go through all records: %j', (filters) => {
    expect(searchesOf(filters, NOW)[0]?.from).toBe('2020-01-01T00:00:00.000Z');
  });

  it('are a search for each form of a leaked token', () => {
    expect(searchesOf({ fingerprint: [ONE, OTHER] }, NOW)).toEqual([
      { fingerprint: ONE, from: '2020-01-01T00:00:00.000Z', to: '2026-11-21T12:00:00.000Z' },
      { fingerprint: OTHER, from: '2020-01-01T00:00:00.000Z', to: '2026-11-21T12:00:00.000Z' },
    ]);
  });

  it('leave what is no outcome to nobody', () => {
    expect(searchesOf({ outcome: 'issued' }, NOW)[0]).toHaveProperty('outcome', 'issued');
    expect(searchesOf({ outcome: 'everything' }, NOW)[0]).not.toHaveProperty('outcome');
  });

  it.each([
    [{}, 'portunus audit'],
    [{ issuer: 'ci', caller: "it's; rm -rf" }, `portunus audit --issuer ci --caller 'it'\\''s; rm -rf'`],
    [{ since: 'all', connector: 'shop' }, 'portunus audit --connector shop --from 2020-01-01'],
    [{ requestId: 'f0e1' }, 'portunus audit --request-id f0e1'],
  ])('are a command: %j', (filters, command) => {
    expect(commandOf(filters)).toBe(command);
  });
});
