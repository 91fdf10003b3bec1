import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  type DynamoDBClient,
  LimitExceededException,
  ResourceInUseException,
  type TableDescription,
  UpdateContinuousBackupsCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import template from '../../deploy/data.template.json' with { type: 'json' };
import { CommandError } from '../command.ts';

type Print = (line: string) => void;
const tables = template.Resources;
type TableDefinition = (typeof tables)['DefinitionsTable'] | (typeof tables)['ActivityTable'];

export interface TableNames {
  readonly definitionsTable: string;
  readonly activityTable: string;
}

/**
 * Creates both tables as the deployment's template defines them. Features that an emulator lacks are reported and
 * skipped.
 */
export async function createTables(client: DynamoDBClient, names: TableNames, print: Print): Promise<void> {
  await createTable(client, names.definitionsTable, tables.DefinitionsTable, print);
  await createTable(client, names.activityTable, tables.ActivityTable, print);
}

async function createTable(
  client: DynamoDBClient,
  name: string,
  { Properties }: TableDefinition,
  print: Print,
): Promise<void> {
  try {
    await client.send(new CreateTableCommand(toInput(name, Properties)));
    await waitUntilTableExists({ client, maxWaitTime: 60, minDelay: 1, maxDelay: 2 }, { TableName: name });
    print(`created ${name}`);
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
    const existing = await assertSameKeys(client, name, Properties);
    print(`exists  ${name}`);
    await addIndexes(client, existing, Properties, print);
  }
  await unlessEmulated(`point-in-time recovery of ${name}`, print, () =>
    client.send(
      new UpdateContinuousBackupsCommand({
        TableName: name,
        PointInTimeRecoverySpecification: Properties.PointInTimeRecoverySpecification,
      }),
    ),
  );
  if ('TimeToLiveSpecification' in Properties) {
    await unlessEmulated(`time to live of ${name}`, print, () =>
      client.send(
        new UpdateTimeToLiveCommand({ TableName: name, TimeToLiveSpecification: Properties.TimeToLiveSpecification }),
      ),
    );
  }
}

function toInput(name: string, properties: TableDefinition['Properties']): CreateTableCommandInput {
  return {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: properties.AttributeDefinitions as CreateTableCommandInput['AttributeDefinitions'],
    KeySchema: properties.KeySchema as CreateTableCommandInput['KeySchema'],
    ...indexesOf(properties),
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    // The template's default.
    DeletionProtectionEnabled: true,
    // CloudFormation calls the flag SSEEnabled; the API calls it Enabled.
    SSESpecification: { Enabled: properties.SSESpecification.SSEEnabled, SSEType: 'KMS' },
  };
}

function indexesOf(properties: TableDefinition['Properties']) {
  return 'GlobalSecondaryIndexes' in properties
    ? { GlobalSecondaryIndexes: properties.GlobalSecondaryIndexes as CreateTableCommandInput['GlobalSecondaryIndexes'] }
    : {};
}

async function assertSameKeys(client: DynamoDBClient, name: string, properties: TableDefinition['Properties']) {
  const { Table } = await client.send(new DescribeTableCommand({ TableName: name }));
  const keys = (schema: readonly { AttributeName?: string | undefined; KeyType?: string | undefined }[] = []) =>
    schema.map(({ AttributeName, KeyType }) => `${AttributeName} ${KeyType}`).join(', ');
  if (keys(Table?.KeySchema) !== keys(properties.KeySchema)) {
    throw new CommandError([`${name} exists with other keys: ${keys(Table?.KeySchema)}`]);
  }
  return Table;
}

/** Adds the indexes that a table of an earlier version lacks. */
async function addIndexes(
  client: DynamoDBClient,
  existing: TableDescription | undefined,
  properties: TableDefinition['Properties'],
  print: Print,
) {
  const there = existing?.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName) ?? [];
  const name = existing?.TableName;
  for (const index of indexesOf(properties).GlobalSecondaryIndexes ?? []) {
    if (there.includes(index.IndexName)) continue;
    await unlessEmulated(`index ${index.IndexName} of ${name}`, print, async () => {
      await client.send(
        new UpdateTableCommand({
          TableName: name,
          AttributeDefinitions: properties.AttributeDefinitions as CreateTableCommandInput['AttributeDefinitions'],
          GlobalSecondaryIndexUpdates: [{ Create: index }],
        }),
      );
      print(`added index ${index.IndexName} to ${name}`);
    });
  }
}

const unlessEmulated = async (what: string, print: Print, step: () => Promise<unknown>) => {
  try {
    await step();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    // AWS answers this if time to live is already enabled.
    if (error.name === 'ValidationException' && /already enabled/.test(error.message)) return;
    // DynamoDB makes one index of a table at a time, and takes its time for it.
    if (error instanceof ResourceInUseException || error instanceof LimitExceededException) {
      print(`waits   ${what}: the table is being changed; run this again`);
      return;
    }
    // Some emulators support indexes only on tables with provisioned capacity.
    const isProvisionedOnly = error.name === 'ValidationException' && /provisionedThroughput/.test(error.message);
    if (error.name !== 'UnknownOperationException' && !isProvisionedOnly) throw error;
    print(`skipped ${what}: this endpoint doesn't do it`);
  }
};
