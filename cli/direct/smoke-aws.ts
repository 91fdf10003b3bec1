import { CloudWatchClient, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient, paginateQuery } from '@aws-sdk/client-dynamodb';
import {
  DeleteSecretCommand,
  GetSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { DeleteParameterCommand, GetParameterCommand, ParameterNotFound, SSMClient } from '@aws-sdk/client-ssm';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { AUDIT_SHARDS } from '../../shared/aws/dynamodb/audit-item.ts';
import { shardOf } from '../../shared/aws/dynamodb/table.ts';
import { createSignedFetch } from '../agent/signed-fetch.ts';
import { CommandError } from '../command.ts';
import { type Answer, createSend } from '../smoke/answer.ts';
import type { Deployment, SmokeAws, Stored } from '../smoke/aws.ts';
import { clientConfig } from './client-config.ts';
import { makeStack, removeStack } from './smoke-stack.ts';

interface Options {
  readonly url: string;
  readonly region: string | undefined;
  readonly activityTable: string;
  readonly stop: AbortSignal;
  readonly note: (answer: Answer) => void;
}

/** Wires what `portunus smoke` asks AWS, with the operator's own credentials. */
export async function createSmokeAws({ url, region: own, activityTable, stop, note }: Options): Promise<SmokeAws> {
  const { send: signed } = await createSignedFetch(url);
  const deployment = await readDeployment(/\.execute-api\.([a-z0-9-]+)\./.exec(url)?.[1] ?? own);
  const { region } = deployment;
  const config = clientConfig(region);
  const secrets = new SecretsManagerClient(config);
  const parameters = new SSMClient(config);
  return {
    deployment,
    sendSigned: createSend(url, stop, note, signed),
    makeStack: (name, given) => makeStack({ region, name, stop }, given),
    removeStack: (name) => removeStack({ region, name }),
    mayAssume: (roleArn, externalId) => mayAssume(new STSClient(config), roleArn, externalId),
    findAudit: (requestId, time) => findAudit(new DynamoDBClient(config), activityTable, requestId, time),
    countIssued: (stage, since) => countIssued(new CloudWatchClient(config), stage, since),
    readStored: (stored) => readStored(secrets, parameters, stored),
    removeStored: (stored) => removeStored(secrets, parameters, stored),
  };
}

async function readDeployment(region: string | undefined): Promise<Deployment> {
  if (region === undefined) throw new CommandError(['no region: set AWS_REGION to that of the deployment'], 'usage');
  const { Arn = '', Account: accountId = '' } = await new STSClient(clientConfig(region)).send(
    new GetCallerIdentityCommand({}),
  );
  return { accountId, partition: Arn.split(':')[1] ?? 'aws', region };
}

async function mayAssume(sts: STSClient, RoleArn: string, ExternalId: string): Promise<boolean> {
  try {
    const input = { RoleArn, ExternalId, RoleSessionName: 'portunus-smoke', DurationSeconds: 900 };
    await sts.send(new AssumeRoleCommand(input));
    return true;
  } catch (error) {
    if (/^AccessDenied/.test((error as Error).name)) return false;
    throw error;
  }
}

/** Between this clock and that of the functions. */
const SKEW_MS = 600_000;

async function findAudit(
  client: DynamoDBClient,
  TableName: string,
  requestId: string,
  time: Date,
): Promise<readonly string[] | undefined> {
  const from = new Date(time.getTime() - SKEW_MS).toISOString();
  const days = [from, new Date(time.getTime() + SKEW_MS).toISOString()].map((text) => text.slice(0, 10));
  for (const day of new Set(days)) {
    const pages = paginateQuery(
      { client },
      {
        TableName,
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :pk AND sk >= :from',
        FilterExpression: 'requestId = :requestId',
        ExpressionAttributeValues: {
          ':pk': { S: `audit#${day}#${shardOf(requestId, AUDIT_SHARDS)}` },
          ':from': { S: from },
          ':requestId': { S: requestId },
        },
      },
    );
    for await (const { Items = [] } of pages) {
      const [item] = Items;
      if (item !== undefined) return item.issued?.M?.tokenSha256?.L?.flatMap(({ S = [] }) => S) ?? [];
    }
  }
  return undefined;
}

async function countIssued(client: CloudWatchClient, stage: string, since: Date): Promise<number> {
  const command = new GetMetricStatisticsCommand({
    Namespace: 'Portunus',
    MetricName: 'issued',
    Dimensions: [{ Name: 'stage', Value: stage }],
    StartTime: since,
    EndTime: new Date(Date.now() + SKEW_MS),
    Period: 60,
    Statistics: ['Sum'],
  });
  const { Datapoints = [] } = await client.send(command);
  return Datapoints.reduce((sum, { Sum = 0 }) => sum + Sum, 0);
}

async function readStored(secrets: SecretsManagerClient, parameters: SSMClient, { type, name }: Stored) {
  try {
    if (type === 'secretsmanager') {
      return (await secrets.send(new GetSecretValueCommand({ SecretId: name }))).SecretString;
    }
    return (await parameters.send(new GetParameterCommand({ Name: name, WithDecryption: true }))).Parameter?.Value;
  } catch (error) {
    if (isNotThere(error)) return undefined;
    throw error;
  }
}

async function removeStored(secrets: SecretsManagerClient, parameters: SSMClient, { type, name }: Stored) {
  try {
    if (type === 'secretsmanager') {
      await secrets.send(new DeleteSecretCommand({ SecretId: name, ForceDeleteWithoutRecovery: true }));
    } else {
      await parameters.send(new DeleteParameterCommand({ Name: name }));
    }
  } catch (error) {
    if (!isNotThere(error)) throw error;
  }
}

function isNotThere(error: unknown): boolean {
  return error instanceof ResourceNotFoundException || error instanceof ParameterNotFound;
}
