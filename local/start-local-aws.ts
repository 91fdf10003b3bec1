import { devNull } from 'node:os';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { applyDirectly } from '../cli/direct/apply.ts';
import { createTables } from '../cli/direct/create-tables.ts';
import type { Connector } from '../shared/domain/connector.ts';
import type { Definitions } from '../shared/domain/definitions.ts';
import type { Change } from '../shared/vending/definitions/plan-definitions.ts';
import { createDemoIssuer, createPeopleIssuer, type DemoIssuer, type IssuerKeys } from './demo-issuer.ts';
import { startEmbeddedDynamoDb } from './embedded-dynamodb/server.ts';
import { readSampleDefinitions, type SampleIssuers } from './sample-definitions.ts';
import { type StandIn, startStandIn } from './stand-in/server.ts';

export interface LocalAwsOptions {
  /** Of the stand-in for STS and ECR; a free one when 0. */
  readonly port: number;
  /** Another DynamoDB than the embedded one, such as Amazon's DynamoDB Local. */
  readonly dynamoDbUrl?: string;
  readonly definitionsTable?: string;
  readonly activityTable?: string;
  /** How long actions of the stand-in take, by name; `DynamoDB` for every one of the embedded tables. */
  readonly serviceTimesMs?: Readonly<Record<string, number>>;
  readonly now?: () => Date;
  /** Without tables and definitions: as a new deployment is. */
  readonly empty?: boolean;
  /** Of the CI's issuer: RSA keys take long to make. Fresh ones when not given. */
  readonly issuerKeys?: IssuerKeys;
}

/** Everything of AWS that Portunus needs, on this machine, with the sample definitions in place. */
export interface LocalAws {
  /** The environment of a process that is to use it: endpoints, credentials, table names. */
  readonly environment: Readonly<Record<string, string>>;
  readonly dynamoDb: DynamoDBClient;
  readonly standIn: StandIn;
  readonly issuer: DemoIssuer;
  /** Its tokens are an administrator's. */
  readonly people: DemoIssuer;
  readonly stop: () => Promise<void>;
}

export const SERVICE_ACCOUNT = '111122223333';

/** The execution role of the function that issues. Nothing but the stand-in believes these keys. */
export const EXECUTION_ROLE = {
  arn: `arn:aws:sts::${SERVICE_ACCOUNT}:assumed-role/portunus-dev-issue/portunus-dev-issue`,
  accessKeyId: 'ASIALOCALEXECUTION01',
  secretAccessKey: 'local-secret-access-key-of-the-execution-role',
  sessionToken: 'local-session-token-of-the-execution-role',
  kind: 'role-session',
} as const;

export async function startLocalAws(options: LocalAwsOptions): Promise<LocalAws> {
  const { now = () => new Date(), serviceTimesMs = {} } = options;
  const names = {
    definitionsTable: options.definitionsTable ?? 'portunus-local-definitions',
    activityTable: options.activityTable ?? 'portunus-local-activity',
  };
  const embedded = options.dynamoDbUrl === undefined ? await startEmbeddedDynamoDb(serviceTimesMs.DynamoDB) : undefined;
  const dynamoDbUrl = options.dynamoDbUrl ?? embedded?.url ?? '';
  const standIn = await startStandIn({ port: options.port, now, serviceTimesMs, principals: [EXECUTION_ROLE] });
  const environment = toEnvironment(dynamoDbUrl, standIn.url, names);
  const dynamoDb = new DynamoDBClient({ endpoint: dynamoDbUrl, region: 'eu-west-1', credentials: EXECUTION_ROLE });
  const issuer = await createDemoIssuer(
    'https://ci.portunus.example',
    'https://portunus.example',
    now,
    options.issuerKeys,
  );
  const people = await createPeopleIssuer('https://people.portunus.example', 'https://portunus.example', now);
  if (!options.empty) await seed(dynamoDb, names, { issuer, people }, standIn);
  const stop = async () => {
    dynamoDb.destroy();
    await standIn.stop();
    embedded?.stop();
  };
  return { environment, dynamoDb, standIn, issuer, people, stop };
}

function toEnvironment(
  dynamoDbUrl: string,
  standInUrl: string,
  names: { definitionsTable: string; activityTable: string },
) {
  return {
    AWS_REGION: 'eu-west-1',
    AWS_ENDPOINT_URL_DYNAMODB: dynamoDbUrl,
    AWS_ENDPOINT_URL_STS: standInUrl,
    AWS_ENDPOINT_URL_ECR: standInUrl,
    AWS_ENDPOINT_URL_ECR_PUBLIC: standInUrl,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: standInUrl,
    AWS_ENDPOINT_URL_SSM: standInUrl,
    AWS_ENDPOINT_URL_SIGNIN: standInUrl,
    AWS_ACCESS_KEY_ID: EXECUTION_ROLE.accessKeyId,
    AWS_SECRET_ACCESS_KEY: EXECUTION_ROLE.secretAccessKey,
    AWS_SESSION_TOKEN: EXECUTION_ROLE.sessionToken,
    // Nothing of the user's own set-up may reach in, and nobody asks an instance for its identity.
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_EC2_METADATA_DISABLED: 'true',
    PORTUNUS_DEFINITIONS_TABLE: names.definitionsTable,
    PORTUNUS_ACTIVITY_TABLE: names.activityTable,
  };
}

/** As an operator would: tables, definitions, then a role for each connector that trusts its external ID. */
async function seed(
  client: DynamoDBClient,
  names: { definitionsTable: string; activityTable: string },
  issuers: SampleIssuers,
  standIn: StandIn,
): Promise<void> {
  const quiet = () => {};
  await createTables(client, names, quiet);
  const file = await readSampleDefinitions(issuers);
  const table = { client, tableName: names.definitionsTable };
  const activity = { client, tableName: names.activityTable };
  const whoDefines = async () => 'arn:aws:iam::111122223333:user/local';
  const changes = await applyDirectly(file, { table, activity, whoDefines, print: quiet });
  putRoles(standIn, file.definitions.connectors, changes);
}

/** A role for each connector that assumes one, which trusts the function's role and the connector's external ID. */
export function putRoles(standIn: StandIn, connectors: Definitions['connectors'], changes: readonly Change[]): void {
  const externalIds = new Map(changes.map(({ id, externalId }) => [id, externalId]));
  for (const { value } of connectors) putRoleOf(standIn, value, externalIds.get(value.id));
}

export function putRoleOf(standIn: StandIn, { roleArn }: Connector, externalId: string | undefined): void {
  if (roleArn === undefined) return;
  standIn.putRole({
    arn: roleArn,
    trustedPrincipals: [`arn:aws:iam::${SERVICE_ACCOUNT}:role/portunus-dev-issue`],
    ecr: true,
    ...(externalId === undefined ? {} : { externalId }),
  });
}
