// Where refresh jobs stand, read and moved in the tables themselves: tests change what time would change.
import {
  type AttributeValue,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { LocalAws } from '../../local/start-local-aws.ts';
import { auditItems } from './audit-records.ts';

const ACTIVITY = 'portunus-local-activity';
const DEFINITIONS = 'portunus-local-definitions';
const LONG_AGO = { S: '2026-01-01T00:00:00.000Z' };

function keyOf(job: string) {
  return { pk: { S: `refresh#${job}` }, sk: { S: 'state' } };
}

/** An item as JSON would have it, which each test reads as it expects it to be. */
// biome-ignore lint/suspicious/noExplicitAny: see above.
export type Plain = any;

function plain({ S, N, M, L }: AttributeValue): Plain {
  if (M !== undefined) return plainItem(M);
  return L?.map(plain) ?? (N === undefined ? S : Number(N));
}

function plainItem(item: Record<string, AttributeValue>): Plain {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, plain(value)]));
}

/** A job's state, attribute by attribute; `undefined` where none is kept. */
export async function stateOf({ dynamoDb }: LocalAws, job: string): Promise<Plain> {
  const { Item } = await dynamoDb.send(
    new GetItemCommand({ TableName: ACTIVITY, Key: keyOf(job), ConsistentRead: true }),
  );
  return Item && plainItem(Item);
}

/** A job's history, oldest line first. */
export async function historyOf(aws: LocalAws, job: string): Promise<Plain[]> {
  const items = (await auditItems(aws)).filter(({ pk, sk }) => pk?.S === `refresh#${job}` && sk?.S !== 'state');
  return items
    .sort((one, other) => String(one.sk?.S).localeCompare(String(other.sk?.S)))
    .map(({ result }) => JSON.parse(result?.S ?? ''));
}

/** What the audit says of a job, in the order of time. */
export async function auditOfJob(aws: LocalAws, job: string): Promise<Plain[]> {
  return (await auditItems(aws))
    .map(plainItem)
    .filter(({ caller }) => caller?.issuer === 'refresh-job' && caller.subject === job)
    .sort((one, other) => String(one.sk).localeCompare(String(other.sk)));
}

/** The job's time has come, and whatever had begun for it is over: as if time had passed. */
export async function letTimePass({ dynamoDb }: LocalAws, job: string): Promise<void> {
  const Key = keyOf(job);
  const { Item } = await dynamoDb.send(new GetItemCommand({ TableName: ACTIVITY, Key, ConsistentRead: true }));
  const began = Item?.intent === undefined ? '' : ', intent.#at = :past';
  await dynamoDb.send(
    new UpdateItemCommand({
      TableName: ACTIVITY,
      Key,
      UpdateExpression: `SET dueAt = :past${began}`,
      ConditionExpression: 'attribute_exists(dueAt)',
      ...(began !== '' && { ExpressionAttributeNames: { '#at': 'at' } }),
      ExpressionAttributeValues: { ':past': LONG_AGO },
    }),
  );
}

/** The body of the message that a dispatch would send now. */
export async function messageOf(aws: LocalAws, job: string): Promise<string> {
  const { window } = await stateOf(aws, job);
  return JSON.stringify({ schema: 1, job, window });
}

function definitionKey(kind: 'connector' | 'refresh-job', id: string) {
  return { kind: { S: kind }, id: { S: id } };
}

/**
 * Changes a definition behind the back of everything that checks it, or takes it out where `change` gives nothing.
 * Gives back what undoes that.
 */
export async function tamper(
  { dynamoDb }: LocalAws,
  kind: 'connector' | 'refresh-job',
  id: string,
  change: (definition: Plain) => object | undefined,
): Promise<() => Promise<void>> {
  const at = { TableName: DEFINITIONS, Key: definitionKey(kind, id) };
  const { Item } = await dynamoDb.send(new GetItemCommand({ ...at, ConsistentRead: true }));
  const changed = change(JSON.parse(Item?.definition?.S ?? ''));
  const put = (item: Record<string, AttributeValue> | undefined) =>
    dynamoDb.send(new PutItemCommand({ TableName: DEFINITIONS, Item: item }));
  if (changed === undefined) await dynamoDb.send(new DeleteItemCommand(at));
  else await put({ ...Item, definition: { S: JSON.stringify(changed) } });
  return async () => void (await put(Item));
}

/** As if a definition had never been: what is kept of its versions goes too. */
export async function removeVersions({ dynamoDb }: LocalAws, kind: string, id: string): Promise<void> {
  const partition = { S: `version#${kind}#${id}` };
  const query = new QueryCommand({
    TableName: DEFINITIONS,
    KeyConditionExpression: 'kind = :kind',
    ExpressionAttributeValues: { ':kind': partition },
  });
  const { Items = [] } = await dynamoDb.send(query);
  for (const item of Items) {
    const Key = { kind: partition, id: item.id as AttributeValue };
    await dynamoDb.send(new DeleteItemCommand({ TableName: DEFINITIONS, Key }));
  }
}
