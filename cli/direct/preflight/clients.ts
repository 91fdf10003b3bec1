import { ACMClient } from '@aws-sdk/client-acm';
import { CloudControlClient } from '@aws-sdk/client-cloudcontrol';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { IAMClient } from '@aws-sdk/client-iam';
import { KMSClient } from '@aws-sdk/client-kms';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { STSClient } from '@aws-sdk/client-sts';
import { clientConfig } from '../client-config.ts';

export type Clients = ReturnType<typeof createClients>;

/** Creates a client for each service that a check asks, with the operator's own AWS credentials. */
export function createClients(region: string) {
  const config = clientConfig(region);
  return {
    certificates: new ACMClient(config),
    cloudControl: new CloudControlClient(config),
    cloudFormation: new CloudFormationClient(config),
    cloudWatch: new CloudWatchClient(config),
    dynamoDb: new DynamoDBClient(config),
    iam: new IAMClient(config),
    keys: new KMSClient(config),
    lambda: new LambdaClient(config),
    logs: new CloudWatchLogsClient(config),
    // The bucket may be in another region, which is one of the faults to find.
    s3: new S3Client({ ...config, followRegionRedirects: true }),
    quotas: new ServiceQuotasClient(config),
    topics: new SNSClient(config),
    queues: new SQSClient(config),
    sts: new STSClient(config),
  };
}
