import { GetItemCommand, type TransactWriteItem, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import type { DefinitionsTable } from '../../shared/aws/dynamodb/definitions.ts';

function keyOf(id: string) {
  return { kind: { S: 'transaction' }, id: { S: id } };
}
const ABSENT = 'attribute_not_exists(version)';

/** What a transaction does and refuses, as AWS documents it: the embedded engine must not be kinder. */
export function transactionsContract(table: () => DefinitionsTable): void {
  const put = (id: string, fields: object = {}): TransactWriteItem => ({
    Put: { TableName: table().tableName, Item: { ...keyOf(id), version: { N: '1' } }, ...fields },
  });
  const on = (id: string) => ({ TableName: table().tableName, Key: keyOf(id) });
  const transact = (TransactItems: TransactWriteItem[], more: object = {}) =>
    table().client.send(new TransactWriteItemsCommand({ TransactItems, ...more }));
  const versionOf = async (id: string) =>
    (await table().client.send(new GetItemCommand({ TableName: table().tableName, Key: keyOf(id) }))).Item?.version?.N;

  describe('a transaction', () => {
    it('puts, deletes and checks, and says what it cost', async () => {
      await transact([put('t-old')]);
      const { ConsumedCapacity } = await transact(
        [put('t-new'), { Delete: on('t-old') }, { ConditionCheck: { ...on('t-none'), ConditionExpression: ABSENT } }],
        { ReturnConsumedCapacity: 'TOTAL' },
      );
      expect([await versionOf('t-new'), await versionOf('t-old')]).toEqual(['1', undefined]);
      expect(ConsumedCapacity).toEqual([{ TableName: table().tableName, CapacityUnits: expect.any(Number) }]);
    });

    it('whose conditions do not all hold does nothing, says which, and shows what is there where asked', async () => {
      await transact([put('t-there')]);
      const ReturnValuesOnConditionCheckFailure = 'ALL_OLD';
      const failed = transact([
        put('t-first'),
        put('t-there', { ConditionExpression: ABSENT, ReturnValuesOnConditionCheckFailure }),
      ]);
      await expect(failed).rejects.toMatchObject({
        name: 'TransactionCanceledException',
        CancellationReasons: [
          { Code: 'None' },
          { Code: 'ConditionalCheckFailed', Item: { ...keyOf('t-there'), version: { N: '1' } } },
        ],
      });
      expect(await versionOf('t-first')).toBeUndefined();
    });

    it('is done once for one token, however often it is sent', async () => {
      const once = [put('t-token', { ConditionExpression: ABSENT })];
      await transact(once, { ClientRequestToken: 'token-1' });
      await transact(once, { ClientRequestToken: 'token-1' });
      await expect(transact([put('t-other')], { ClientRequestToken: 'token-1' })).rejects.toMatchObject({
        name: 'IdempotentParameterMismatchException',
      });
      expect(await versionOf('t-other')).toBeUndefined();
    });

    it.each<[string, () => TransactWriteItem[]]>([
      ['two operations on one item', () => [put('t-twice'), { Delete: on('t-twice') }]],
      ['none', () => []],
      ['more than a hundred', () => Array.from({ length: 101 }, (_, index) => put(`t-many-${index}`))],
      ['a condition that can not be read', () => [put('t-syntax', { ConditionExpression: 'version =' })]],
    ])('of %s is refused', async (_what, items) => {
      await expect(transact(items())).rejects.toMatchObject({ name: 'ValidationException' });
    });

    it('with a key that the table can not have is canceled, and does nothing', async () => {
      const wrong = { Put: { TableName: table().tableName, Item: { kind: { S: 'transaction' }, id: { N: '1' } } } };
      await expect(transact([put('t-beside'), wrong])).rejects.toMatchObject({
        name: 'TransactionCanceledException',
        CancellationReasons: [{ Code: 'None' }, { Code: 'ValidationError' }],
      });
      expect(await versionOf('t-beside')).toBeUndefined();
    });

    it('on a table that is not there is refused', async () => {
      const nowhere = { Put: { TableName: 'no-such-table', Item: keyOf('x') } };
      await expect(transact([nowhere])).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    });

    it('and others at the same time leave what one after the other would', async () => {
      const tries = Array.from({ length: 12 }, (_, index) =>
        transact([put('t-race', { ConditionExpression: ABSENT }), put(`t-race-${index}`)]),
      );
      const won = (await Promise.allSettled(tries)).map(({ status }) => status === 'fulfilled');
      const written = await Promise.all(won.map(async (_, index) => (await versionOf(`t-race-${index}`)) === '1'));
      expect(written).toEqual(won);
      expect(won.filter(Boolean)).toHaveLength(1);
    });
  });
}
