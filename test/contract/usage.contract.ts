import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { createReadConnectorStates } from '../../shared/aws/dynamodb/connector-states.ts';
import type { ActivityTable } from '../../shared/aws/dynamodb/refresh-state.ts';
import { createReadUsage, createUpdateUsage } from '../../shared/aws/dynamodb/usage.ts';
import { createSaveVerifyState } from '../../shared/aws/dynamodb/verify-state.ts';
import type { PortunusError } from '../../shared/domain/errors.ts';
import { countUsage } from '../../shared/vending/usage/count-usage.ts';
import { aCall } from '../support/builders.ts';
import { aUse, DIGEST } from '../support/usage.ts';

const call = aCall();

/** The counters of usage, whichever engine keeps them. */
export function usageContract(activity: () => ActivityTable): void {
  const faults: PortunusError[] = [];
  const update = () => createUpdateUsage({ ...activity(), retentionDays: 400 }, (fault) => void faults.push(fault));
  const read = () => createReadUsage(activity());
  const itemOf = async (pk: string, sk: string) => {
    const Key = { pk: { S: pk }, sk: { S: sk } };
    const command = new GetItemCommand({ TableName: activity().tableName, Key, ConsistentRead: true });
    return (await activity().client.send(command)).Item;
  };

  describe('usage', () => {
    it('is counted, read by days and in total, and expires by the day', async () => {
      const connectorId = 'counted';
      const days = ['2026-11-19', '2026-11-20', '2026-11-21'];
      const uses = days.map((day) =>
        aUse({ connectorId, time: `${day}T12:00:00.000Z`, source: `audit#${day}#0`, sequenceNumber: '7' }),
      );
      await countUsage(update(), uses, call);
      const ofDay = (day: string) => ({
        day,
        usage: {
          ...{ issued: 1, refused: 0, failed: 0 },
          grants: { [DIGEST]: { issued: 1, refused: 0, failed: 0 } },
          marks: { [`audit#${day}#0`]: '7' },
        },
      });
      const between = await read().days(connectorId, '2026-11-20', '2026-11-21', call);
      expect(between).toEqual([ofDay('2026-11-20'), ofDay('2026-11-21')]);
      expect(await read().total(connectorId, call)).toMatchObject({ last: '2026-11-21T12:00:00.000Z' });
      expect(await read().counted(call)).toMatchObject({ until: expect.any(String) });
      const pk = 'usage#connector#counted';
      // The day itself, and 400 days.
      expect((await itemOf(pk, 'day#2026-11-21'))?.expiresAt).toEqual({ N: String(Date.UTC(2027, 11, 27) / 1000) });
      expect((await itemOf(pk, 'total'))?.expiresAt).toBeUndefined();
    });

    it('of ten who count at once loses nothing', async () => {
      const uses = Array.from({ length: 10 }, (_, index) =>
        aUse({ connectorId: 'crowded', source: `audit#2026-11-21#${index % 8}` }),
      );
      // Two of the ten share a partition with another one, so they are counted together, as a shard brings them.
      const batches = Array.from({ length: 8 }, (_, shard) => uses.filter((_use, index) => index % 8 === shard));
      await Promise.all([...batches, ...batches].map((batch) => countUsage(update(), batch, call)));
      const [day] = await read().days('crowded', '2026-11-21', '2026-11-21', call);
      expect(day).toMatchObject({ usage: { issued: 10 } });
    });

    it('that nobody counted is none', async () => {
      expect(await read().days('nobody', '2026-01-01', '2026-12-31', call)).toEqual([]);
      expect(await read().total('nobody', call)).toBeUndefined();
    });

    it.each([
      ['of a newer release', { schema: { N: '9' }, usage: { S: '{"grants":{}}' } }],
      ['that somebody else wrote', { schema: { N: '1' }, usage: { S: '{"grants":{"x":1}}' } }],
    ])('%s is left as it is and reported, and holds nothing up', async (_what, attributes) => {
      const key = { pk: { S: 'usage#connector#foreign' }, sk: { S: 'total' } };
      const Item = { ...key, revision: { N: '1' }, ...attributes };
      await activity().client.send(new PutItemCommand({ TableName: activity().tableName, Item }));
      faults.length = 0;
      await countUsage(update(), [aUse({ connectorId: 'foreign' })], call);
      expect(faults.map(({ code, reason }) => [code, reason])).toEqual([
        ['misconfigured', expect.stringContaining('usage#connector#foreign total is not readable')],
      ]);
      expect(await itemOf('usage#connector#foreign', 'total')).toEqual(Item);
      expect(await read().total('foreign', call)).toBe('unreadable');
    });

    it('and the last verification are read for a list', async () => {
      await countUsage(update(), [aUse({ connectorId: 'listed', time: '2026-11-21T12:00:00.000Z' })], call);
      const verified = { verifiedAt: '2026-11-20T12:00:00.000Z', outcome: 'passed' as const, failed: [] };
      await createSaveVerifyState(activity())('listed', verified, call);
      const Item = { pk: { S: 'verify#connector#strange' }, sk: { S: 'state' }, schema: { N: '9' } };
      await activity().client.send(new PutItemCommand({ TableName: activity().tableName, Item }));
      const states = createReadConnectorStates(activity());
      const others = Array.from({ length: 97 }, (_, index) => `other-${index}`);
      const found = await states(['nobody', 'listed', 'strange', ...others], call);
      expect(found).toHaveLength(100);
      expect(found.slice(0, 3)).toEqual([
        { connector: 'nobody' },
        {
          connector: 'listed',
          lastUsedAt: '2026-11-21T12:00:00.000Z',
          verified: { at: '2026-11-20T12:00:00.000Z', outcome: 'passed' },
        },
        { connector: 'strange', unreadable: true },
      ]);
      expect(await states([], call)).toEqual([]);
    });
  });
}
