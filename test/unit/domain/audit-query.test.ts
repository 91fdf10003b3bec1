// What may be searched for in the audit, and how far.
import { describe, expect, it } from 'vitest';
import { filtersText, meetsFilters, readAuditQuery } from '../../../shared/domain/audit-query.ts';
import type { StoredRecord } from '../../../shared/domain/audit-record.ts';
import { NOW } from '../../support/builders.ts';

function faultsOf(written: Record<string, unknown>): readonly string[] {
  const parsed = readAuditQuery(written, NOW);
  return parsed.ok ? [] : parsed.errors.map(({ field }) => field);
}

function timesOf(written: Record<string, unknown>) {
  const parsed = readAuditQuery(written, NOW);
  return parsed.ok ? [parsed.value.from.toISOString(), parsed.value.to.toISOString()] : parsed.errors;
}

describe('a search', () => {
  it('is about the last 24 hours', () => {
    expect(timesOf({})).toEqual(['2026-11-20T12:00:00.000Z', '2026-11-21T12:00:00.000Z']);
  });

  it('is about the 24 hours before its end, if it has only an end', () => {
    expect(timesOf({ to: '2026-11-03T00:00:00Z' })).toEqual(['2026-11-02T00:00:00.000Z', '2026-11-03T00:00:00.000Z']);
  });

  it.each([
    ['2026-11-20', '2026-11-20T00:00:00.000Z'],
    ['2026-11-20T09:30Z', '2026-11-20T09:30:00.000Z'],
    ['2026-11-20T09:30:15Z', '2026-11-20T09:30:15.000Z'],
    ['2026-11-20T09:30:15.250Z', '2026-11-20T09:30:15.250Z'],
    ['2026-11-20T09:30:15+02:00', '2026-11-20T07:30:15.000Z'],
  ])('takes the time %s', (from, time) => {
    expect(timesOf({ from })).toEqual([time, '2026-11-21T12:00:00.000Z']);
  });

  it.each([
    '',
    'yesterday',
    '2026-11-20 09:30Z',
    '2026-11-20T09:30',
    '2026-11-20T09:30:15.1234Z',
    '2026-02-30',
    '2026-13-01',
    '2026-11-20T25:00Z',
    '20261120',
    '1795435200',
    '9999-12-31T23:59:59-14:00',
  ])('takes no time of the form "%s"', (from) => {
    expect(faultsOf({ from })).toEqual(['from']);
  });

  it.each<[string, Record<string, unknown>, readonly string[]]>([
    ['a caller and its issuer', { caller: 'ada', issuer: 'corp' }, []],
    ['a caller without an issuer', { caller: 'ada' }, ['issuer']],
    ['an issuer that no definition can have', { issuer: 'aws-iam' }, []],
    ['an empty caller', { caller: '', issuer: 'corp' }, ['caller']],
    ['a fingerprint', { fingerprint: 'aB'.repeat(32) }, []],
    ['a fingerprint of 63 digits', { fingerprint: 'a'.repeat(63) }, ['fingerprint']],
    ['a fingerprint of 65 digits', { fingerprint: 'a'.repeat(65) }, ['fingerprint']],
    ['a fingerprint with another letter', { fingerprint: 'g'.repeat(64) }, ['fingerprint']],
    ['an outcome', { outcome: 'refused' }, []],
    ['another outcome', { outcome: 'denied' }, ['outcome']],
    ['a connector of another form', { connector: 'Shop' }, ['connector']],
    ['a request id with a bar', { requestId: 'a/b' }, ['requestId']],
    ['a limit of 1', { limit: '1' }, []],
    ['a limit of 100', { limit: '100' }, []],
    ['a limit of 0', { limit: '0' }, ['limit']],
    ['a limit of 101', { limit: '101' }, ['limit']],
    ['a limit of 1.5', { limit: '1.5' }, ['limit']],
    ['something else', { action: 'explain' }, ['action']],
    ['its end before its beginning', { from: '2026-11-21', to: '2026-11-20' }, ['from']],
    ['its end at its beginning', { from: '2026-11-20', to: '2026-11-20' }, []],
  ])('with %s', (_what, written, fields) => {
    expect(faultsOf(written)).toEqual(fields);
  });

  const MONTH = { from: '2026-10-21T12:00:00Z' };
  const MORE = { from: '2026-10-21T11:59:59.999Z' };

  it.each<[string, Record<string, unknown>]>([
    ['no filter', {}],
    ['an outcome', { outcome: 'refused' }],
    ['an issuer', { issuer: 'ci' }],
  ])('by %s goes through 31 days and no more', (_what, written) => {
    expect(faultsOf({ ...written, ...MONTH })).toEqual([]);
    expect(faultsOf({ ...written, ...MORE })).toEqual(['from']);
  });

  it.each<[string, Record<string, unknown>]>([
    ['connector', { connector: 'shop-images' }],
    ['caller', { caller: 'ada', issuer: 'corp' }],
    ['fingerprint', { fingerprint: 'a'.repeat(64) }],
    ['request', { requestId: 'f0e1' }],
  ])('by %s goes as far back as it likes', (_what, written) => {
    expect(faultsOf({ ...written, from: '2020-01-01' })).toEqual([]);
  });

  it('is told in its record by its filters and times', () => {
    const parsed = readAuditQuery({ caller: 'a b&c', issuer: 'corp', limit: '7' }, NOW);
    expect(parsed.ok && filtersText(parsed.value)).toBe(
      'caller=a+b%26c&issuer=corp&from=2026-11-20T12%3A00%3A00.000Z&to=2026-11-21T12%3A00%3A00.000Z',
    );
  });
});

describe('the records of a connector', () => {
  const record = { time: '', requestId: 'r', outcome: 'done', caller: { issuer: 'ci', subject: 's' } } as const;

  it.each<[string, Partial<StoredRecord>, boolean]>([
    ['a login of it', { action: 'ecr-login', connectorId: 'shop' }, true],
    ['a login that an earlier build recorded', { action: 'ecr-login', asked: { connectorId: 'shop' } }, true],
    ['a login of another one', { action: 'ecr-login', connectorId: 'other' }, false],
    ['a change of it', { action: 'definition-change', kind: 'connector', id: 'shop' }, true],
    ['a change of an account of the same name', { action: 'definition-change', kind: 'account', id: 'shop' }, false],
  ])('are %s: %s', (_what, overrides, isOne) => {
    expect(meetsFilters({ ...record, action: 'explain', ...overrides } as StoredRecord, { connector: 'shop' })).toBe(
      isOne,
    );
  });
});
