import { describe, expect, it } from 'vitest';
import type { AuditQuery } from '../../../../shared/domain/audit-query.ts';
import type { ActRecord } from '../../../../shared/domain/audit-record.ts';
import { readRecordsAs } from '../../../../shared/vending/audit/read-records.ts';
import { aCall } from '../../../support/builders.ts';

const READER = { issuer: 'people', subject: 'ana' };
const DAY = { from: new Date('2026-11-20T12:00:00Z'), to: new Date('2026-11-21T12:00:00Z'), limit: 50 };

async function recordedBy(query: Partial<AuditQuery>): Promise<readonly string[]> {
  const recorded: ActRecord[] = [];
  const ports = {
    recordAct: async (record: ActRecord) => void recorded.push(record),
    findRecords: async () => ({ items: [] }),
  };
  await readRecordsAs(ports, { ...DAY, ...query }, READER, aCall());
  return recorded.map(({ action, outcome }) => `${action} ${outcome}`);
}

describe('a search', () => {
  it('for the own records is not recorded', async () => {
    expect(await recordedBy({ issuer: 'people', caller: 'ana' })).toEqual([]);
  });

  it.each([
    ['of everybody', {}],
    ['of all callers of the own issuer', { issuer: 'people' }],
    ['of another caller of the own issuer', { issuer: 'people', caller: 'bob' }],
    ['of a caller of the same name of another issuer', { issuer: 'ci', caller: 'ana' }],
  ])('%s is recorded', async (_what, query) => {
    expect(await recordedBy(query)).toEqual(['record-read done']);
  });

  it('that can not be recorded finds nothing', async () => {
    const recordAct = () => Promise.reject(new Error('the table is gone'));
    const findRecords = () => Promise.reject(new Error('it was searched'));
    await expect(readRecordsAs({ recordAct, findRecords }, DAY, READER, aCall())).rejects.toThrow('the table is gone');
  });
});
