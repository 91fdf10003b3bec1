import { createHash } from 'node:crypto';
import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { COMMON_HEADERS } from '../../support/problem.ts';
import { getLogin, sampleEvent, startService } from '../../support/service.ts';
import { useStarted } from '../../support/use-service.ts';

const service = useStarted(startService);
let token: string;

beforeEach(async () => {
  service.aws.standIn.calls.length = 0;
  service.aws.standIn.issued.length = 0;
  token = await service.aws.issuer.mint();
});

/** Of the sample connector, which has regions: everything on images there, and the login, which knows no region. */
const POLICY =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["ecr:GetAuthorizationToken",' +
  '"ecr:BatchGetImage","ecr:GetDownloadUrlForLayer","ecr:BatchCheckLayerAvailability","ecr:ListImages",' +
  '"ecr:DescribeImages","ecr:DescribeRepositories","ecr:GetRepositoryPolicy","ecr:CompleteLayerUpload",' +
  '"ecr:InitiateLayerUpload","ecr:PutImage","ecr:UploadLayerPart"],"Resource":"*"},' +
  '{"Effect":"Deny","NotAction":"ecr:GetAuthorizationToken","NotResource":[' +
  '"arn:aws:ecr:eu-west-1:*:repository/*","arn:aws:ecr:eu-central-1:*:repository/*"]}]}';

/** All audit records of today and yesterday (a test may run over midnight). */
async function auditRecords() {
  const days = [0, 86_400_000].map((ago) => new Date(Date.now() - ago).toISOString().slice(0, 10));
  const shards = days.flatMap((day) => Array.from({ length: 8 }, (_, shard) => `audit#${day}#${shard}`));
  const pages = await Promise.all(
    shards.map((pk) =>
      service.aws.dynamoDb.send(
        new QueryCommand({
          TableName: 'portunus-local-activity',
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': { S: pk } },
        }),
      ),
    ),
  );
  return pages.flatMap(({ Items = [] }) => Items);
}

describe('an ECR login through the deployed bundle', () => {
  it('is the one that ECR issued, in the form of the contract', async () => {
    const answer = await (await service.freshEnvironment('issue'))('issue', sampleEvent('issue/ok', token));

    const issued = service.aws.standIn.issued.find((one) => one.action === 'GetAuthorizationToken');
    const [authorization] = issued?.authorizations ?? [];
    expect(answer.status).toBe(200);
    expect(answer.headers).toEqual({ 'content-type': 'application/json', ...COMMON_HEADERS });
    expect(answer.body).toEqual({
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      connectorId: 'shop-images',
      credentials: [
        {
          registryId: '123456789012',
          region: 'eu-central-1',
          username: 'AWS',
          password: authorization?.password,
          authorizationToken: authorization?.authorizationToken,
          proxyEndpoint: 'https://123456789012.dkr.ecr.eu-central-1.amazonaws.com',
          proxyEndpointDomain: '123456789012.dkr.ecr.eu-central-1.amazonaws.com',
          expirationDate: authorization?.expiresAt.toISOString(),
        },
      ],
      session: {
        arn: 'arn:aws:sts::123456789012:assumed-role/shop-images/ci-1296269-7351',
        expirationDate: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      },
      refreshAfter: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      source: 'fresh',
      duration: { requestedSeconds: 1800, grantedSeconds: 1800 },
    });
    expect(Buffer.from(answer.body.credentials[0].authorizationToken, 'base64').toString()).toBe(
      `AWS:${answer.body.credentials[0].password}`,
    );
  });

  it('sends STS and ECR what the connector and the verified claims say, and nothing else', async () => {
    await (await service.freshEnvironment('issue'))('issue', sampleEvent('issue/post', token));

    const [assumeRole, login] = service.aws.standIn.calls;
    expect(service.aws.standIn.calls).toHaveLength(2);
    expect(assumeRole).toMatchObject({
      action: 'AssumeRole',
      region: 'eu-west-1',
      callerArn: 'arn:aws:sts::111122223333:assumed-role/portunus-dev-eu-west-1-issue/portunus-dev-issue',
      outcome: 'ok',
    });
    expect(assumeRole?.parameters).toEqual({
      roleArn: 'arn:aws:iam::123456789012:role/portunus/shop-images',
      roleSessionName: 'ci-1296269-7351',
      sourceIdentity: '9919',
      tags: { repository: 'acme/shop' },
      policy: POLICY,
      externalId: expect.stringMatching(/^portunus-[0-9a-f-]{36}$/),
      durationSeconds: 3600,
    });
    expect(login).toMatchObject({
      action: 'GetAuthorizationToken',
      region: 'eu-central-1',
      callerArn: 'arn:aws:sts::123456789012:assumed-role/shop-images/ci-1296269-7351',
      parameters: { registryIds: ['123456789012', '210987654321'] },
      outcome: 'ok',
    });
  });

  it('says what shortened the session', async () => {
    const answer = await service.invoke('issue', sampleEvent('issue/post', token));
    expect(answer.body.duration).toEqual({ requestedSeconds: 7200, grantedSeconds: 3600, limitedBy: 'role-chaining' });
  });

  it('leaves one audit record, with the fingerprint of what was issued and not the thing itself', async () => {
    const { body, text } = await (await service.freshEnvironment('issue'))('issue', sampleEvent('issue/ok', token));

    const records = (await auditRecords()).filter((item) => item.requestId?.S === body.requestId);
    expect(records).toHaveLength(1);
    expect(records[0]).toEqual({
      pk: { S: expect.stringMatching(/^audit#\d{4}-\d\d-\d\d#[0-7]$/) },
      sk: { S: `${records[0]?.time?.S}#${body.requestId}` },
      schema: { N: '1' },
      time: { S: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) },
      expiresAt: { N: String(Math.floor(Date.parse(records[0]?.time?.S ?? '') / 1000) + 400 * 86_400) },
      requestId: { S: body.requestId },
      action: { S: 'ecr-login' },
      sourceIp: { S: '192.0.2.7' },
      userAgent: { S: 'curl/8.5.0' },
      caller: {
        M: { issuer: { S: 'demo-ci' }, subject: { S: 'repo:acme/shop:ref:refs/heads/main' }, kind: { S: 'workload' } },
      },
      asked: {
        M: {
          connectorId: { S: 'shop-images' },
          region: { S: 'eu-central-1' },
          durationSeconds: { N: '1800' },
          format: { S: 'json' },
        },
      },
      connectorVersion: { N: '1' },
      connectorDefinedBy: { S: 'direct:arn:aws:iam::111122223333:user/local' },
      allowedBy: { S: 'grants[0]' },
      connectorId: { S: 'shop-images' },
      grant: { S: expect.stringMatching(/^\{"issuer":"demo-ci","claims":\[\{"claim":\["repository_id"\]/) },
      grantSha256: { S: expect.stringMatching(/^[0-9a-f]{64}$/) },
      byRequest: { S: body.requestId },
      byConnector: { S: expect.stringMatching(/^shop-images#\d{4}-\d\d-\d\d#[0-3]$/) },
      byCaller: { S: expect.stringMatching(/^demo-ci#[0-9a-f]{64}#\d{4}-\d\d-\d\d#[0-3]$/) },
      byFingerprint: { S: expect.stringMatching(/^[0-9a-f]{64}$/) },
      outcome: { S: 'issued' },
      issued: {
        M: {
          source: { S: 'fresh' },
          sessionArn: { S: 'arn:aws:sts::123456789012:assumed-role/shop-images/ci-1296269-7351' },
          sourceIdentity: { S: '9919' },
          roleArn: { S: 'arn:aws:iam::123456789012:role/portunus/shop-images' },
          policySha256: { S: createHash('sha256').update(POLICY).digest('hex') },
          grantedSeconds: { N: '1800' },
          region: { S: 'eu-central-1' },
          registryIds: { L: [{ S: '123456789012' }] },
          expiresAt: { S: body.session.expirationDate },
          tokenSha256: {
            L: [{ S: createHash('sha256').update(body.credentials[0].authorizationToken).digest('hex') }],
          },
        },
      },
    });
    const recorded = JSON.stringify(records);
    expect(text).toContain(body.credentials[0].password);
    expect(recorded).not.toContain(body.credentials[0].password);
    expect(recorded).not.toContain(body.credentials[0].authorizationToken);
  });

  it('answers an unknown, a forbidden and a disabled connector with the same bytes but for the request id', async () => {
    const bodies = await Promise.all(
      ['nobody-knows', 'bakery-images'].map(async (id) => {
        const answer = await service.invoke('issue', getLogin(token, {}, id));
        expect(answer.status).toBe(403);
        return { headers: answer.headers, text: answer.text.replace(answer.body.requestId, 'ID') };
      }),
    );
    expect(bodies[0]?.text).toBe(
      '{"type":"urn:portunus:error:not_allowed","title":"Not allowed","status":403,' +
        '"detail":"There is no such connector for this caller; see GET /v1/caller and GET /v1/connectors.","code":"not_allowed","stage":"authorization",' +
        '"retryable":false,"requestId":"ID"}',
    );
    expect(bodies[1]).toEqual(bodies[0]);
    expect(service.aws.standIn.calls).toEqual([]);
  });
});
