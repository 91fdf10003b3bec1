// Searching the audit, whichever engine keeps the table: what is found, in which order, and how many calls it takes.
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createFindRecords } from '../../shared/aws/dynamodb/find-records.ts';
import {
  aQuery,
  aRecord,
  countCalls,
  createActivityTable,
  fingerprintOf,
  pagesOf,
  putRecords,
  requestsIn,
} from '../support/audit-table.ts';
import { aCall } from '../support/builders.ts';

interface Engine {
  readonly url: string;
  readonly stop: () => void;
}

const DAY = 86_400;
const SMALL = 'audit-small';
const LARGE = 'audit-large';
const OTHERS = { asked: { connectorId: 'other' }, caller: { issuer: 'ci', subject: 'repo:acme/other' } } as const;

/** Of one connector and one caller: a record a second, all of them within the hour before NOW. */
function recordsOf(count: number) {
  return Array.from({ length: count }, (_, index) => aRecord(index + 1));
}

function idOf(secondsAgo: number) {
  return aRecord(secondsAgo).requestId;
}

export function auditContract(start: () => Promise<Engine>): void {
  let engine: Engine;
  let client: DynamoDBClient;
  let calls: string[];

  beforeAll(async () => {
    engine = await start();
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    client = new DynamoDBClient({ endpoint: engine.url, region: 'eu-west-1', credentials });
    await createActivityTable(client, SMALL);
    await createActivityTable(client, LARGE);
    await putRecords(client, SMALL, recordsOf(40));
    await putRecords(client, LARGE, recordsOf(400));
    ({ calls } = countCalls(client));
  });
  beforeEach(() => void calls.splice(0));
  afterAll(() => {
    client.destroy();
    engine.stop();
  });

  const callsOfPage = async (table: string, written: Record<string, string>) => {
    calls.splice(0);
    const { items } = await createFindRecords({ client, tableName: table })(aQuery(written), aCall());
    return [items.length, calls.filter((call) => call === 'Query').length, calls.filter((call) => call !== 'Query')];
  };

  describe('a page takes as many calls of 40 records as of 400', () => {
    it.each<[string, Record<string, string>, unknown]>([
      ['of a connector', { connector: 'shop-images', limit: '20' }, [20, 4, ['BatchGetItem']]],
      ['of a caller', { issuer: 'ci', caller: 'repo:acme/shop', limit: '20' }, [20, 4, ['BatchGetItem']]],
      ['of a fingerprint', { fingerprint: fingerprintOf(7) }, [1, 1, ['BatchGetItem']]],
      ['of a request', { requestId: idOf(7) }, [1, 1, ['BatchGetItem']]],
      ['of the last day', { limit: '20' }, [20, 8, []]],
    ])('%s', async (_what, written, expected) => {
      expect(await callsOfPage(SMALL, written)).toEqual(expected);
      expect(await callsOfPage(LARGE, written)).toEqual(expected);
    });
  });

  describe('a search', () => {
    const TABLE = 'audit-days';
    const days = [1, 2, 3, DAY, DAY + 1, DAY + 2, 5 * DAY, 5 * DAY + 1];
    const all = { from: '2026-11-15', to: '2026-11-22' };

    beforeAll(async () => {
      await createActivityTable(client, TABLE);
      await putRecords(
        client,
        TABLE,
        days.map((seconds) => aRecord(seconds)),
      );
      await putRecords(client, TABLE, [aRecord(10, OTHERS), aRecord(3 * DAY, OTHERS)]);
      await putRecords(client, TABLE, [
        aRecord(20, { ...OTHERS, outcome: 'refused', code: 'not_allowed' }),
        aRecord(6 * DAY, { ...OTHERS, outcome: 'refused', code: 'not_allowed' }),
      ]);
    });

    it.each([1, 3, 100])('finds everything once, newest first, by pages of %i', async (limit) => {
      const pages = await pagesOf(client, TABLE, { connector: 'shop-images', ...all, limit: String(limit) });
      expect(requestsIn(pages)).toEqual(days.map(idOf));
      expect(Math.max(...pages.map(({ items }) => items.length))).toBeLessThanOrEqual(limit);
    });

    it.each([2])('goes through the table itself in the same way, by pages of %i', async (limit) => {
      const written = { from: '2026-11-15', to: '2026-11-22', limit: String(limit) };
      const expected = [1, 2, 3, 10, 20, DAY, DAY + 1, DAY + 2, 3 * DAY, 5 * DAY, 5 * DAY + 1, 6 * DAY];
      expect(requestsIn(await pagesOf(client, TABLE, written))).toEqual(expected.map(idOf));
    });

    it('is about the last 24 hours if nothing else is said', async () => {
      expect(requestsIn(await pagesOf(client, TABLE, {}))).toEqual([1, 2, 3, 10, 20, DAY].map(idOf));
    });

    it('includes its first moment, and not its last', async () => {
      const written = { connector: 'shop-images', from: '2026-11-21T11:59:57Z', to: '2026-11-21T11:59:59Z' };
      expect(requestsIn(await pagesOf(client, TABLE, written))).toEqual([2, 3].map(idOf));
    });

    it.each<[string, Record<string, string>, readonly number[]]>([
      ['an outcome alone', { outcome: 'refused', from: '2026-11-15' }, [20, 6 * DAY]],
      ['an issuer alone', { issuer: 'ci', from: '2026-11-20T12:00:00Z' }, [1, 2, 3, 10, 20, DAY]],
      ['another issuer', { issuer: 'corp', from: '2026-11-20T12:00:00Z' }, []],
      ['a connector and an outcome', { connector: 'other', outcome: 'refused', ...all }, [20, 6 * DAY]],
      ['a connector and an issuer', { connector: 'other', issuer: 'ci', ...all }, [10, 20, 3 * DAY, 6 * DAY]],
      ['a connector and another issuer', { connector: 'other', issuer: 'corp', ...all }, []],
      [
        'a caller and a connector that it did not use',
        { issuer: 'ci', caller: 'repo:acme/shop', connector: 'other', ...all },
        [],
      ],
      [
        'a caller and its connector',
        { issuer: 'ci', caller: 'repo:acme/other', connector: 'other', ...all },
        [10, 20, 3 * DAY, 6 * DAY],
      ],
      ['a fingerprint', { fingerprint: fingerprintOf(3), ...all }, [3]],
      ['a fingerprint and its connector', { fingerprint: fingerprintOf(3), connector: 'shop-images', ...all }, [3]],
      ['a fingerprint and another connector', { fingerprint: fingerprintOf(3), connector: 'other', ...all }, []],
      ['a request', { requestId: idOf(5 * DAY), ...all }, [5 * DAY]],
      ['a request outside of the time', { requestId: idOf(5 * DAY) }, []],
      ['a request and another outcome', { requestId: idOf(3), outcome: 'failed', ...all }, []],
    ])('adds filters up: %s', async (_what, written, expected) => {
      const pages = await pagesOf(client, TABLE, { to: '2026-11-30', ...written });
      expect(requestsIn(pages)).toEqual(expected.map(idOf));
    });

    it('that finds nothing ends its page after a number of calls, and goes on in the next', async () => {
      const pages = await pagesOf(client, TABLE, { outcome: 'failed', from: '2026-11-12', to: '2026-12-12' });
      expect(pages.map(({ items }) => items)).toEqual([[], []]);
      // Of the future, one day is looked through: the clock of a function may be ahead. The others are eight queries each.
      expect(calls.length).toBe(11 * 8);
    });

    it('shows what it can not read by its key, whatever is looked for', async () => {
      const key = { pk: { S: 'audit#2026-11-21#0' }, sk: { S: '2026-11-21T11:59:58.500Z#odd' } };
      await client.send(new PutItemCommand({ TableName: TABLE, Item: { ...key, schema: { N: '1' } } }));
      const pages = await pagesOf(client, TABLE, { outcome: 'refused' });
      expect(pages.flatMap(({ items }) => items)).toEqual([
        { unreadable: { pk: key.pk.S, sk: key.sk.S, detail: expect.stringMatching(/is required/) } },
        expect.objectContaining({ requestId: idOf(20) }),
      ]);
    });
  });
}
