import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { DescribeKeyCommand } from '@aws-sdk/client-kms';
import { HeadBucketCommand } from '@aws-sdk/client-s3';
import { judgeKeptData, type KeptData } from '../../preflight/leftovers.ts';
import type { Target } from '../../preflight/references.ts';
import type { Clients } from './clients.ts';
import { type Check, ifThere } from './run-checks.ts';
import { listOwned, stackNames } from './stacks.ts';

/** Looks for data of an earlier data stack, which outlived it. */
export function keptDataChecks(clients: Clients, { stage, region, accountId }: Target): readonly Check[] {
  const { data } = stackNames(stage);
  const table = (suffix: string) => ({
    type: 'AWS::DynamoDB::Table',
    noun: 'table',
    name: `portunus-${stage}-${suffix}`,
  });
  const named: readonly KeptData[] = [
    table('definitions'),
    table('activity'),
    { type: 'AWS::KMS::Alias', noun: 'alias', name: `alias/portunus-${stage}-data` },
    { type: 'AWS::S3::Bucket', noun: 'bucket', name: `portunus-${stage}-archive-${accountId}-${region}` },
  ];
  const run: Check['run'] = async (signal) => {
    const isThere = await Promise.all(named.map(({ noun, name }) => exists(clients, noun, name, signal)));
    const found = named.filter((_one, index) => isThere[index]);
    return judgeKeptData(found, found.length === 0 ? [] : await listOwned(clients, [data], signal), data);
  };
  const actions = ['dynamodb:DescribeTable', 'kms:DescribeKey', 's3:ListBucket', 'cloudformation:ListStackResources'];
  return [{ name: 'kept-data', actions, run }];
}

async function exists(clients: Clients, noun: string, name: string, abortSignal: AbortSignal): Promise<boolean> {
  const answer = await ifThere<unknown>(
    ask(clients, noun, name, abortSignal),
    'ResourceNotFoundException',
    'NotFoundException',
    'NotFound',
    'NoSuchBucket',
  );
  return answer !== undefined;
}

function ask({ dynamoDb, keys, s3 }: Clients, noun: string, name: string, abortSignal: AbortSignal): Promise<unknown> {
  if (noun === 'table') return dynamoDb.send(new DescribeTableCommand({ TableName: name }), { abortSignal });
  if (noun === 'alias') return keys.send(new DescribeKeyCommand({ KeyId: name }), { abortSignal });
  return s3.send(new HeadBucketCommand({ Bucket: name }), { abortSignal });
}
