// The floor: the same SDK calls without Portunus, so without a token, a decision, or checks of the answers.
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { ECRClient, GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';

const dynamoDb = new DynamoDBClient({});
const sts = new STSClient({});

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

interface FloorEvent {
  readonly definitionsTable: string;
  readonly activityTable: string;
  readonly sessionName: string;
  readonly externalId: string;
}

export async function handler({ definitionsTable, activityTable, sessionName, externalId }: FloorEvent) {
  const Key = { kind: { S: 'connector' }, id: { S: 'shop-images' } };
  await dynamoDb.send(new GetItemCommand({ TableName: definitionsTable, Key, ConsistentRead: true }));
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
  const ecr = new ECRClient({
    region: 'eu-west-1',
    credentials: {
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      sessionToken: Credentials?.SessionToken ?? '',
    },
  });
  const { authorizationData } = await ecr.send(new GetAuthorizationTokenCommand({ registryIds: ['123456789012'] }));
  const Item = { pk: { S: 'floor' }, sk: { S: sessionName }, record: { S: 'x'.repeat(600) } };
  await dynamoDb.send(new PutItemCommand({ TableName: activityTable, Item }));
  return { statusCode: 200, body: JSON.stringify(authorizationData) };
}
