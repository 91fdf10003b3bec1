import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  type KeySchemaElement,
  type Projection,
} from '@aws-sdk/client-dynamodb';
import template from '../../../deploy/data.template.json' with { type: 'json' };
import type { Judgement } from '../../preflight/finding.ts';
import { judgeMissingTable, judgeTable, type Table, type TableDefinition } from '../../preflight/tables.ts';
import { type Check, ifThere } from './run-checks.ts';

export interface CheckedTables {
  readonly definitions: string;
  readonly activity: string;
  /** The customer's own key, if the tables are to be encrypted with one. */
  readonly keyArn?: string;
}

const ACTIONS = ['dynamodb:DescribeTable', 'dynamodb:DescribeContinuousBackups', 'dynamodb:DescribeTimeToLive'];

/** Compares both tables with their definition. */
export function tableChecks(client: DynamoDBClient, names: CheckedTables): readonly Check[] {
  const of = (name: string, definition: DefinedTable): Check => ({
    name: 'tables',
    actions: ACTIONS,
    run: (signal) => judge(client, name, toDefinition(definition), names.keyArn, signal),
  });
  const { DefinitionsTable, ActivityTable } = template.Resources;
  return [of(names.definitions, DefinitionsTable), of(names.activity, ActivityTable)];
}

async function judge(
  client: DynamoDBClient,
  name: string,
  expected: TableDefinition,
  keyArn: string | undefined,
  abortSignal: AbortSignal,
): Promise<readonly Judgement[]> {
  const table = await readTable(client, name, abortSignal);
  return table === undefined ? judgeMissingTable(name) : judgeTable(table, expected, keyArn);
}

async function readTable(client: DynamoDBClient, name: string, abortSignal: AbortSignal): Promise<Table | undefined> {
  const input = { TableName: name };
  const described = await ifThere(
    client.send(new DescribeTableCommand(input), { abortSignal }),
    'ResourceNotFoundException',
  );
  if (described?.Table === undefined) return undefined;
  const [{ ContinuousBackupsDescription }, { TimeToLiveDescription }] = await Promise.all([
    client.send(new DescribeContinuousBackupsCommand(input), { abortSignal }),
    client.send(new DescribeTimeToLiveCommand(input), { abortSignal }),
  ]);
  const { Table: table } = described;
  const { SSEDescription: encryption, StreamSpecification: stream } = table;
  const { TimeToLiveStatus: expiry, AttributeName: expiryAttribute } = TimeToLiveDescription ?? {};
  const recovery = ContinuousBackupsDescription?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus;
  return {
    name,
    status: String(table.TableStatus),
    keys: keysOf(table.KeySchema),
    indexes: (table.GlobalSecondaryIndexes ?? []).map((index) => ({
      ...toIndex(index),
      status: String(index.IndexStatus),
    })),
    ...(stream?.StreamEnabled && { streamView: String(stream.StreamViewType) }),
    ...((expiry === 'ENABLED' || expiry === 'ENABLING') && expiryAttribute !== undefined && { expiryAttribute }),
    isRecoverable: recovery === 'ENABLED',
    isProtected: table.DeletionProtectionEnabled === true,
    ...(encryption?.KMSMasterKeyArn !== undefined && { keyArn: encryption.KMSMasterKeyArn }),
  };
}

type Resources = (typeof template)['Resources'];
type DefinedTable = Resources['DefinitionsTable'] | Resources['ActivityTable'];

interface Properties {
  readonly KeySchema: readonly Partial<KeySchemaElement>[];
  readonly GlobalSecondaryIndexes?: readonly IndexDescription[];
  readonly StreamSpecification?: { readonly StreamViewType: string };
  readonly TimeToLiveSpecification?: { readonly AttributeName: string };
}

interface IndexDescription {
  readonly IndexName?: string | undefined;
  readonly KeySchema?: readonly Partial<KeySchemaElement>[] | undefined;
  readonly Projection?: Projection | undefined;
}

function toDefinition({ Properties }: DefinedTable): TableDefinition {
  const properties = Properties as Properties;
  const { StreamSpecification: stream, TimeToLiveSpecification: expiry } = properties;
  return {
    keys: keysOf(properties.KeySchema),
    indexes: (properties.GlobalSecondaryIndexes ?? []).map(toIndex),
    ...(stream !== undefined && { streamView: stream.StreamViewType }),
    ...(expiry !== undefined && { expiryAttribute: expiry.AttributeName }),
  };
}

function toIndex({ IndexName = '', KeySchema = [], Projection: projection = {} }: IndexDescription) {
  const attributes = (projection.NonKeyAttributes ?? []).toSorted().join(', ');
  return { name: IndexName, keys: keysOf(KeySchema), projection: `${projection.ProjectionType} ${attributes}`.trim() };
}

function keysOf(schema: readonly Partial<KeySchemaElement>[] = []): string {
  return schema.map(({ AttributeName, KeyType }) => `${AttributeName} ${KeyType}`).join(', ');
}
