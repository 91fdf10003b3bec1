import type { Answer } from './transact-items.ts';
import type { Ask } from './transact-write.ts';

/** Has dynalite put an item, and adds what it leaves out: the item that is in the way, for those who ask for it. */
export async function putItem(text: string, ask: Ask): Promise<Answer> {
  const { ReturnValuesOnConditionCheckFailure: returned, ...input } = JSON.parse(text);
  const answer = await ask('PutItem', input);
  if (returned !== 'ALL_OLD' || !answer.body.__type?.endsWith('#ConditionalCheckFailedException')) return answer;
  const { TableName } = input;
  const { Table } = (await ask('DescribeTable', { TableName })).body;
  const names = Table?.KeySchema.map(({ AttributeName }) => AttributeName) ?? [];
  const Key = Object.fromEntries(names.map((name) => [name, input.Item[name]]));
  const { Item } = (await ask('GetItem', { TableName, Key, ConsistentRead: true })).body;
  return { ...answer, body: { ...answer.body, ...(Item && { Item }) } };
}
