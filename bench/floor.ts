// The floor: what a login asks of AWS, without Portunus. It sends the same requests, so that AWS works as much for them. It
// decides nothing, and checks no answer.
import { type AttributeValue, BatchGetItemCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { ECRClient, GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { createRequestHandler, MAX_ATTEMPTS } from '../shared/aws/request-handler.ts';

/** Makes connections, time limits and retries those of Portunus. */
function limits(attemptMs: number) {
  return { maxAttempts: MAX_ATTEMPTS, requestHandler: createRequestHandler(attemptMs) };
}

const dynamoDb = new DynamoDBClient(limits(1_000));
const sts = new STSClient(limits(2_000));
/** Shared by the clients of all logins, so that their connection is used again. */
const ecrLimits = limits(2_000);

/** The repositories that the sample's connector derives from its regions. */
const REPOSITORIES = ['eu-west-1', 'eu-central-1'].map((region) => `arn:aws:ecr:${region}:*:repository/*`);
const ACTIONS =
  'GetAuthorizationToken BatchGetImage GetDownloadUrlForLayer BatchCheckLayerAvailability ListImages DescribeImages ' +
  'DescribeRepositories GetRepositoryPolicy CompleteLayerUpload InitiateLayerUpload PutImage UploadLayerPart';
const Policy = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Action: ACTIONS.split(' ').map((action) => `ecr:${action}`), Resource: '*' },
    { Effect: 'Deny', NotAction: 'ecr:GetAuthorizationToken', NotResource: REPOSITORIES },
  ],
});

export interface FloorEvent {
  readonly definitionsTable: string;
  readonly activityTable: string;
  readonly sessionName: string;
  readonly externalId: string;
  /** The audit record of a login by Portunus, which the floor writes under other keys. */
  readonly record: Readonly<Record<string, AttributeValue>>;
}

/** The four calls of a fresh login. */
export async function login(event: FloorEvent) {
  await readConnector(event);
  const authorizationData = await getLogin(event);
  await writeRecord(event);
  return { statusCode: 200, body: JSON.stringify(authorizationData) };
}

/** The two calls that a cached login can't do without. */
export async function twoCalls(event: FloorEvent) {
  await readConnector(event);
  await writeRecord(event);
  return { statusCode: 200, body: '' };
}

function readConnector({ definitionsTable }: FloorEvent) {
  const Keys = [
    { kind: { S: 'connector' }, id: { S: 'shop-images' } },
    { kind: { S: 'stops' }, id: { S: 'stops' } },
  ];
  const RequestItems = { [definitionsTable]: { Keys, ConsistentRead: true } };
  return dynamoDb.send(new BatchGetItemCommand({ RequestItems, ReturnConsumedCapacity: 'TOTAL' }));
}

async function getLogin({ sessionName, externalId }: FloorEvent) {
  const { Credentials } = await sts.send(
    new AssumeRoleCommand({
      RoleArn: 'arn:aws:iam::123456789012:role/portunus/shop-images',
      RoleSessionName: sessionName,
      DurationSeconds: 3600,
      ExternalId: externalId,
      Policy,
      SourceIdentity: '9919',
      Tags: [{ Key: 'repository', Value: 'acme/shop' }],
    }),
  );
  const credentials = {
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
  };
  const ecr = new ECRClient({ region: 'eu-west-1', credentials, ...ecrLimits });
  const { authorizationData } = await ecr.send(new GetAuthorizationTokenCommand({ registryIds: ['123456789012'] }));
  return authorizationData;
}

function writeRecord({ activityTable, sessionName, record }: FloorEvent) {
  return dynamoDb.send(
    new PutItemCommand({
      TableName: activityTable,
      Item: { ...record, sk: { S: sessionName }, byRequest: { S: sessionName } },
      ConditionExpression: 'attribute_not_exists(pk)',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      ReturnConsumedCapacity: 'TOTAL',
    }),
  );
}
