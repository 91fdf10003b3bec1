// What `portunus smoke` asks AWS, answered by moto, which knows all of these services.
import { spawnSync } from 'node:child_process';
import { CloudFormationClient, CreateStackCommand } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { CreateTableCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createSmokeAws } from '../../cli/direct/smoke-aws.ts';
import type { SmokeAws } from '../../cli/smoke/aws.ts';
import { AUDIT_SHARDS } from '../../shared/aws/dynamodb/audit-item.ts';
import { shardOf } from '../../shared/aws/dynamodb/table.ts';
import { hasMoto, startMoto } from '../support/moto.ts';
import { needing } from '../support/programs.ts';

const region = 'eu-west-1';
const NAME = 'portunus-smoke-abcd1234';
const PARAMETERS = {
  Run: 'abcd1234',
  Stage: 'prod',
  TrustedExternalIds: 'one,two',
  TaggedExternalId: 'three',
  IdentifiedExternalId: 'four',
  CombinedExternalId: 'five',
};

const { skip, note } = needing('cfn-lint');

describe.skipIf(skip)(`the template of a smoke test${note}`, () => {
  it('leaves cfn-lint nothing to say', () => {
    const { status, stdout, stderr } = spawnSync('cfn-lint', ['deploy/smoke.template.json'], { encoding: 'utf8' });
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
  });
});

describe.skipIf(!hasMoto())('a smoke test on moto', () => {
  let moto: { readonly url: string; readonly stop: () => void };
  let aws: SmokeAws;

  beforeAll(async () => {
    moto = await startMoto();
    vi.stubEnv('AWS_ENDPOINT_URL', moto.url);
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'moto');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'moto');
    const url = 'https://a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com';
    const stop = new AbortController().signal;
    aws = await createSmokeAws({ url, region: undefined, activityTable: 'activity', stop, note: () => {} });
  });
  afterAll(() => {
    moto.stop();
    vi.unstubAllEnvs();
  });

  it('knows the account, and the region from the address', () => {
    expect(aws.deployment).toEqual({ accountId: '123456789012', partition: 'aws', region: 'eu-west-1' });
  });

  it('makes the stack and removes it, twice', async () => {
    const iam = new IAMClient({ region });
    const role = () => iam.send(new GetRoleCommand({ RoleName: `${NAME}-plain` }));
    for (const _time of [1, 2]) {
      expect(await aws.makeStack(NAME, PARAMETERS)).toEqual({
        PlainRoleArn: `arn:aws:iam::123456789012:role/portunus/${NAME}-plain`,
        Repository: `${NAME}/one`,
        OtherRepository: `${NAME}/two`,
      });
      const { AssumeRolePolicyDocument = '' } = (await role()).Role ?? {};
      const [statement] = JSON.parse(decodeURIComponent(AssumeRolePolicyDocument)).Statement;
      expect(statement.Condition).toEqual({
        StringEquals: { 'sts:ExternalId': ['one', 'two'] },
        ArnLike: {
          'aws:PrincipalArn': [
            'arn:aws:iam::123456789012:role/portunus-prod-*-issue',
            'arn:aws:iam::123456789012:role/portunus-prod-*-refresh-deliver',
            'arn:aws:iam::123456789012:role/portunus-prod-*-verify',
          ],
        },
      });
      await aws.removeStack(NAME);
      await expect(role()).rejects.toThrow(`Role ${NAME}-plain not found`);
    }
    await aws.removeStack(NAME);
  });

  it('removes no stack that it did not make', async () => {
    const StackName = 'portunus-smoke-other123';
    const template = { Resources: { Topic: { Type: 'AWS::SNS::Topic' } } };
    const client = new CloudFormationClient({ region });
    await client.send(new CreateStackCommand({ StackName, TemplateBody: JSON.stringify(template) }));
    await expect(aws.removeStack(StackName)).rejects.toThrow('portunus smoke did not make it');
  });

  it('counts the logins of one stage', async () => {
    const MetricData = ['prod', 'dev'].map((Value) => ({
      MetricName: 'issued',
      Dimensions: [{ Name: 'stage', Value }],
      Timestamp: new Date(),
      Value: Value === 'prod' ? 3 : 4,
    }));
    await new CloudWatchClient({ region }).send(new PutMetricDataCommand({ Namespace: 'Portunus', MetricData }));
    expect(await aws.countIssued('prod', new Date(Date.now() - 300_000))).toBe(3);
    expect(await aws.countIssued('test', new Date(Date.now() - 300_000))).toBe(0);
  });

  it('finds an audit record in the region of the address, wherever else the environment points', async () => {
    const TableName = 'activity';
    const requestId = '0f8fad5b-d9cb-469f-a165-70867728950e';
    const time = new Date('2026-11-27T12:00:00.000Z');
    const client = new DynamoDBClient({ region });
    const keys = ['pk', 'sk'] as const;
    await client.send(
      new CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: keys.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
        KeySchema: keys.map((AttributeName, index) => ({ AttributeName, KeyType: index === 0 ? 'HASH' : 'RANGE' })),
      }),
    );
    const Item = {
      pk: { S: `audit#2026-11-27#${shardOf(requestId, AUDIT_SHARDS)}` },
      sk: { S: `${time.toISOString()}#${requestId}#0` },
      requestId: { S: requestId },
      issued: { M: { tokenSha256: { L: [{ S: 'abc' }] } } },
    };
    await client.send(new PutItemCommand({ TableName, Item }));
    vi.stubEnv('AWS_REGION', 'us-west-2');
    expect(await aws.findAudit(requestId, time)).toEqual(['abc']);
    expect(await aws.findAudit('0f8fad5b-d9cb-469f-a165-000000000000', time)).toBeUndefined();
  });

  it('reads and removes what a refresh job has stored, and nothing where nothing is', async () => {
    const secret = { type: 'secretsmanager', name: 'portunus/prod/logins/a' } as const;
    const parameter = { type: 'ssm', name: '/portunus/prod/logins/a' } as const;
    const create = new CreateSecretCommand({ Name: secret.name, SecretString: 's' });
    await new SecretsManagerClient({ region }).send(create);
    const put = new PutParameterCommand({ Name: parameter.name, Value: 'p', Type: 'SecureString' });
    await new SSMClient({ region }).send(put);
    expect([await aws.readStored(secret), await aws.readStored(parameter)]).toEqual(['s', 'p']);
    for (const stored of [secret, parameter]) {
      await aws.removeStored(stored);
      expect(await aws.readStored(stored)).toBeUndefined();
      await aws.removeStored(stored);
    }
  });
});
