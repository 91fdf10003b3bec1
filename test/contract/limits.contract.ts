import { randomUUID } from 'node:crypto';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { createGetListKey } from '../../shared/aws/dynamodb/list-key.ts';
import { createConsumeToken } from '../../shared/aws/dynamodb/one-time-tokens.ts';
import { createCountRequests } from '../../shared/aws/dynamodb/request-counts.ts';
import type { OneTimeToken } from '../../shared/domain/caller.ts';
import type { RequestCount } from '../../shared/domain/rate-limit.ts';
import { aCall, NOW } from '../support/builders.ts';
import type { TableProxy } from '../support/table-proxy.ts';

const ENVIRONMENTS = 6;
const MINUTE = { startsAt: new Date('2026-11-21T12:00:00.000Z'), endsAt: new Date('2026-11-21T12:01:00.000Z') };
const NEXT_MINUTE = { startsAt: MINUTE.endsAt, endsAt: new Date('2026-11-21T12:02:00.000Z') };

function aCount(count: Partial<RequestCount> = {}): RequestCount {
  const limit = { requests: 10, perSeconds: 60 };
  return { connectorId: 'c', issuer: 'ci', subject: 'job', requests: 1, limit, window: MINUTE, ...count };
}

function aToken(token: Partial<OneTimeToken> = {}): OneTimeToken {
  return { issuer: 'ci', tokenId: randomUUID(), expiresAt: new Date(NOW.getTime() + 600_000), ...token };
}

/** What limits and one-time tokens need of the activity table, whichever engine keeps it. */
export function limitsContract(proxy: () => TableProxy, tableName: string): void {
  const clients: DynamoDBClient[] = [];
  /** Each environment has a client of its own. Each test has its own, for a client that met many faults tries less often. */
  const environments = () => {
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    while (clients.length < ENVIRONMENTS) {
      clients.push(new DynamoDBClient({ endpoint: proxy().url, region: 'eu-west-1', credentials }));
    }
    return clients.map((client) => ({
      count: createCountRequests({ client, tableName }),
      consume: createConsumeToken({ client, tableName }),
      getListKey: createGetListKey({ client, tableName }),
    }));
  };
  const environmentOf = (index: number) => {
    const all = environments();
    return all[index % all.length] as (typeof all)[number];
  };
  afterEach(() => {
    proxy().clear();
    for (const client of clients.splice(0)) client.destroy();
  });

  const count = (...counts: readonly RequestCount[]) => environmentOf(0).count(counts, aCall());

  describe('a limit', () => {
    /** Sends requests of these sizes at once, each through the next environment. */
    const sendAtOnce = async (most: number, sizes: readonly number[]) => {
      const limit = { requests: most, perSeconds: 60 };
      const connectorId = randomUUID();
      const results = await Promise.all(
        sizes.map(async (requests, index) => {
          const counting = environmentOf(index).count([aCount({ connectorId, requests, limit })], aCall());
          const beyond = await counting.catch(() => undefined);
          return { requests, admitted: beyond?.length === 0, refused: beyond?.length === 1 };
        }),
      );
      const sum = results.reduce((total, { requests, admitted }) => total + (admitted ? requests : 0), 0);
      return { sum, refused: results.filter(({ refused }) => refused).map(({ requests }) => requests) };
    };
    const sizes = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 40, size: 'max' });
    const most = fc.integer({ min: 5, max: 30 });

    it('is never exceeded by requests at once from many environments, and used up to its end', async () => {
      const property = fc.asyncProperty(most, sizes, async (limit, requests) => {
        const { sum, refused } = await sendAtOnce(limit, requests);
        expect(sum).toBeLessThanOrEqual(limit);
        for (const size of refused) expect(sum + size).toBeGreaterThan(limit);
      });
      await fc.assert(property, { numRuns: 10 });
    });

    it('is never exceeded where answers get lost and the SDK writes again', async () => {
      const property = fc.asyncProperty(most, sizes, fc.integer({ min: 1, max: 8 }), async (limit, requests, lost) => {
        proxy().clear();
        proxy().inject('UpdateItem', 'lost-answer', lost);
        const { sum } = await sendAtOnce(limit, requests);
        expect(sum).toBeLessThanOrEqual(limit);
      });
      await fc.assert(property, { numRuns: 5 });
    });

    it('is reached by the last request that fits, and refuses the next one', async () => {
      const connectorId = randomUUID();
      const limit = { requests: 2, perSeconds: 60 };
      const one = aCount({ connectorId, limit });
      expect([await count(one), await count(one), await count(one)]).toEqual([[], [], [one]]);
    });

    it('counts each caller, connector and window for itself', async () => {
      const connectorId = randomUUID();
      const limit = { requests: 1, perSeconds: 60 };
      const full = aCount({ connectorId, limit });
      await count(full);
      const others: readonly Partial<RequestCount>[] = [
        { subject: 'another job' },
        { issuer: 'another issuer' },
        { connectorId: randomUUID() },
        { window: NEXT_MINUTE },
        { limit: { requests: 1, perSeconds: 30 } },
      ];
      for (const other of others) expect(await count({ ...full, ...other })).toEqual([]);
      expect(await count(full)).toEqual([full]);
    });

    it('of several connectors is used up by a batch as a whole, or not at all', async () => {
      const limit = { requests: 3, perSeconds: 60 };
      const [one, other] = [aCount({ connectorId: randomUUID(), limit }), aCount({ connectorId: randomUUID(), limit })];
      const tooMany = { ...other, requests: 2 };
      expect(await count(one, other)).toEqual([]);
      expect(await count(one, tooMany)).toEqual([]);
      expect(await count(one, tooMany)).toEqual([tooMany]);
      // The refused batch has left the last one.
      expect(await count(one)).toEqual([]);
      expect(await count(one)).toEqual([one]);
    });

    it('fails closed where the table does not answer', async () => {
      proxy().inject('UpdateItem', 'server-error', Number.POSITIVE_INFINITY);
      await expect(count(aCount())).rejects.toMatchObject({ code: 'table_unavailable', stage: 'connector' });
    });

    it('counts nothing on the word of something that is not DynamoDB', async () => {
      proxy().inject('UpdateItem', 'empty', Number.POSITIVE_INFINITY);
      await expect(count(aCount())).rejects.toMatchObject({ code: 'table_unavailable' });
    });
  });

  describe('the key of lists', () => {
    const keys = () => Promise.all(environments().map(({ getListKey }) => getListKey(aCall())));

    it('is made once, whichever environments need it first, and stays', async () => {
      const texts = [...(await keys()), ...(await keys())].map((key) => key.export().toString('hex'));
      expect(texts[0]).toMatch(/^[0-9a-f]{64}$/);
      expect(new Set(texts).size).toBe(1);
    });

    it('is not another one where the stored one can not be read', async () => {
      const Item = { pk: { S: 'key#lists' }, sk: { S: 'key' }, schema: { N: '1' }, key: { S: 'no bytes' } };
      const { getListKey } = environmentOf(0);
      await clients[0]?.send(new PutItemCommand({ TableName: tableName, Item }));
      await expect(getListKey(aCall())).rejects.toMatchObject({ code: 'misconfigured' });
    });

    it('fails closed where the table does not answer', async () => {
      proxy().inject('GetItem', 'server-error', Number.POSITIVE_INFINITY);
      await expect(environmentOf(0).getListKey(aCall())).rejects.toMatchObject({ code: 'table_unavailable' });
    });
  });

  describe('a one-time token', () => {
    const consume = (token: OneTimeToken, environment = 0) =>
      environmentOf(environment).consume(token, aCall({ requestId: randomUUID() }));

    it('is used by one of 50 requests at once', async () => {
      const token = aToken();
      const uses = await Promise.all(Array.from({ length: 50 }, (_each, index) => consume(token, index)));
      expect(uses.filter((used) => used)).toHaveLength(1);
    });

    it('is told from that of another issuer with the same id, and from another of the same issuer', async () => {
      const token = aToken();
      expect(await consume(token)).toBe(true);
      expect(await consume({ ...token, issuer: 'another' })).toBe(true);
      expect(await consume(aToken())).toBe(true);
      expect(await consume(token)).toBe(false);
    });

    it('may have an id longer than a key', async () => {
      const token = aToken({ tokenId: 'x'.repeat(4_000) });
      expect([await consume(token), await consume(token)]).toEqual([true, false]);
    });

    it('whose answer was lost is used by the request that lost it, and by no other', async () => {
      const token = aToken();
      proxy().inject('PutItem', 'lost-answer');
      expect([await consume(token), await consume(token)]).toEqual([true, false]);
    });

    it('fails closed where the table does not answer', async () => {
      proxy().inject('PutItem', 'server-error', Number.POSITIVE_INFINITY);
      await expect(consume(aToken())).rejects.toMatchObject({ code: 'table_unavailable', stage: 'connector' });
    });
  });
}
