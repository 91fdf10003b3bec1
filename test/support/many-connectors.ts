// So many connectors that no list of them fits into a page.
import { BatchWriteItemCommand } from '@aws-sdk/client-dynamodb';
import type { LocalAws } from '../../local/start-local-aws.ts';

const TableName = 'portunus-local-definitions';
const MOST_AT_ONCE = 25;

interface Entry {
  readonly id: string;
  readonly deleted?: boolean;
  readonly repositoryId?: string;
}

export function idOf(index: number): string {
  return `many-${String(index).padStart(4, '0')}`;
}

function definitionOf({ id, repositoryId = '23096959' }: Entry) {
  return {
    id,
    name: `Number ${id}`,
    description: 'One of many',
    account: 'build',
    principalType: 'assumed-role',
    roleArn: `arn:aws:iam::123456789012:role/portunus/${id}`,
    externalId: `portunus-of-${id}`,
    region: 'eu-west-1',
    regions: ['eu-west-1', 'eu-central-1'],
    access: 'pull',
    systemScope: true,
    grants: [{ issuer: 'demo-ci', claims: { repository_id: [repositoryId] } }],
  };
}

function itemOf(entry: Entry) {
  return {
    kind: { S: 'connector' },
    id: { S: entry.id },
    schema: { N: '1' },
    version: { N: entry.deleted ? '2' : '1' },
    ...(entry.deleted ? { deleted: { BOOL: true } } : { definition: { S: JSON.stringify(definitionOf(entry)) } }),
    definedBy: { S: 'tests' },
  };
}

/** One of up to ten million, which nobody of the sample may use. */
export function connectorItem(index: number) {
  return itemOf({ id: `many-${String(index).padStart(7, '0')}` });
}

/** Writes them as they are, many at once. */
export async function putConnectors({ dynamoDb }: LocalAws, entries: readonly Entry[]): Promise<void> {
  for (let from = 0; from < entries.length; from += MOST_AT_ONCE) {
    const requests = entries.slice(from, from + MOST_AT_ONCE).map((entry) => ({ PutRequest: { Item: itemOf(entry) } }));
    await dynamoDb.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: requests } }));
  }
}
