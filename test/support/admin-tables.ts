// What administration left in the tables, and what a test leaves there for it.
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { LocalAws } from '../../local/start-local-aws.ts';
import { auditItems } from './audit-records.ts';

type Fields = Readonly<Record<string, unknown>>;

/** An item of the definitions table, read for its texts alone. */
export interface StoredItem {
  readonly schema: number;
  readonly version: number;
  readonly definedBy: string | undefined;
  readonly deleted: boolean;
  // biome-ignore lint/suspicious/noExplicitAny: a parsed definition, which each test reads as it expects it to be.
  readonly definition: any;
}

export async function readItem({ dynamoDb }: LocalAws, kind: string, id: string): Promise<StoredItem | undefined> {
  const Key = { kind: { S: kind }, id: { S: id } };
  const command = new GetItemCommand({ TableName: 'portunus-local-definitions', Key, ConsistentRead: true });
  const { Item } = await dynamoDb.send(command);
  if (Item === undefined) return undefined;
  return {
    schema: Number(Item.schema?.N),
    version: Number(Item.version?.N),
    definedBy: Item.definedBy?.S,
    deleted: Item.deleted?.BOOL === true,
    definition: Item.definition?.S === undefined ? undefined : JSON.parse(Item.definition.S),
  };
}

export async function putItem({ dynamoDb }: LocalAws, kind: string, id: string, definition: unknown, version: number) {
  const text = typeof definition === 'string' ? definition : JSON.stringify(definition);
  const numbers = { schema: { N: '1' }, version: { N: String(version) } };
  const Item = { kind: { S: kind }, id: { S: id }, ...numbers, definition: { S: text } };
  await dynamoDb.send(new PutItemCommand({ TableName: 'portunus-local-definitions', Item }));
}

export async function readChanges(aws: LocalAws, kind: string, id: string): Promise<readonly Fields[]> {
  return (await auditItems(aws))
    .filter(({ action }) => action?.S?.startsWith('definition-'))
    .filter((item) => item.kind?.S === kind && item.id?.S === id)
    .sort((one, other) => ((one.sk?.S ?? '') < (other.sk?.S ?? '') ? -1 : 1))
    .map(({ action, outcome, code, replaces, fields, caller, sourceIp }) => ({
      action: action?.S,
      outcome: outcome?.S,
      ...(code && { code: code.S }),
      ...(replaces && { replaces: Number(replaces.N) }),
      fields: fields?.L?.map(({ S }) => S),
      by: `${caller?.M?.issuer?.S}:${caller?.M?.subject?.S}`,
      sourceIp: sourceIp?.S,
    }));
}
