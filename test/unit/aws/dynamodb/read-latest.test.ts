// The last version of a definition, over items as they are stored.
import type { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { createReadLatest } from '../../../../shared/aws/dynamodb/definition-store.ts';
import { createListVersions, createReadVersion } from '../../../../shared/aws/dynamodb/definition-versions.ts';
import { listVersions } from '../../../../shared/vending/definitions/read-versions.ts';
import { readUsage } from '../../../../shared/vending/usage/read-usage.ts';
import type { Item } from '../../../releases/release.ts';
import { aCall } from '../../../support/builders.ts';
import { aUsageStore } from '../../../support/usage.ts';

const KEY = { kind: { S: 'connector' }, id: { S: 'shop-images' } };
const LIVE: Item = { ...KEY, schema: { N: '1' }, version: { N: '3' }, definition: { S: '{"id":"shop-images"}' } };
const DELETED: Item = { ...KEY, schema: { N: '1' }, version: { N: '4' }, deleted: { BOOL: true } };

/** A table without versions, whose connector is another one at each reading. */
function aTable(...items: readonly (Item | undefined)[]) {
  const asked: unknown[] = [];
  const send = async ({ input }: GetItemCommand) => {
    const isOfConnector = input.Key?.kind?.S === 'connector';
    if (isOfConnector) asked.push({ Key: input.Key, ConsistentRead: input.ConsistentRead });
    return { ConsumedCapacity: {}, Items: [], Item: isOfConnector ? items[asked.length - 1] : undefined };
  };
  return { table: { client: { send } as unknown as DynamoDBClient, tableName: 'definitions' }, asked };
}

describe('the last version of a definition', () => {
  it.each([
    ['that stands there', LIVE, { version: 3, stored: { version: 3, value: { id: 'shop-images' } } }],
    ['that is not readable', { ...LIVE, definition: { S: '{' } }, { version: 3, stored: { version: 3 } }],
    ['that was deleted', DELETED, { version: 4 }],
    ['that never was', undefined, undefined],
  ])('%s is read once, with strong consistency', async (_what, item, expected) => {
    const { table, asked } = aTable(item);
    expect(await createReadLatest(table)('connector', 'shop-images', aCall())).toEqual(expected);
    expect(asked).toEqual([{ Key: KEY, ConsistentRead: true }]);
  });
});

describe.each([
  ['restored', [DELETED, LIVE]],
  ['deleted', [LIVE, DELETED]],
] as const)('a connector that is %s after it was looked for', (_what, items) => {
  const portsOf = ({ table }: ReturnType<typeof aTable>) => ({
    readLatest: createReadLatest(table),
    readVersion: createReadVersion(table),
    listVersions: createListVersions(table),
  });

  it('is found by whoever lists its versions', async () => {
    const ports = portsOf(aTable(...items));
    const name = { kind: 'connector', id: 'shop-images' } as const;
    expect(await listVersions(ports, name, { limit: 10 }, aCall())).toEqual({ items: [] });
  });

  it('is found by whoever asks for its usage', async () => {
    const counted = async () => ({ since: '2026-11-20T08:00:00.000Z', until: '2026-11-21T11:00:00.000Z' });
    const ports = {
      ...portsOf(aTable(...items)),
      readUsage: { ...aUsageStore().read, counted },
      listDefinitions: async function* () {},
    };
    const request = { connector: 'shop-images', from: '2026-11-01', to: '2026-11-22', limit: 50 };
    expect((await readUsage(ports, request, aCall())).items).toMatchObject([{ connectorId: 'shop-images' }]);
  });
});
