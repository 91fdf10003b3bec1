// T6: two deployments that trust one issuer, each with an audience of its own.
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type LocalAws, startLocalAws } from '../../../local/start-local-aws.ts';
import { auditItems } from '../../support/audit-records.ts';
import { expectProblem } from '../../support/problem.ts';
import { getLogin, type Service, sampleEvent, startService } from '../../support/service.ts';

const TABLES = { definitionsTable: 'staging-definitions', activityTable: 'staging-activity' };
const PROD = 'https://portunus.example';
const STAGING = 'https://staging.portunus.example';
const ISSUER = { kind: { S: 'issuer' }, id: { S: 'demo-ci' } };

let prod: Service;
let staging: LocalAws;
let onStaging: Service['invoke'];
let onStagingRead: Service['invoke'];

beforeAll(async () => {
  prod = await startService();
  const dynamoDbUrl = prod.aws.environment.AWS_ENDPOINT_URL_DYNAMODB ?? '';
  staging = await startLocalAws({ port: 0, dynamoDbUrl, ...TABLES });
  // The same issuer with the same keys; nothing differs but the audience.
  const { Item = {} } = await prod.aws.dynamoDb.send(
    new GetItemCommand({ TableName: 'portunus-local-definitions', Key: ISSUER }),
  );
  const definition = JSON.stringify({ ...JSON.parse(Item.definition?.S ?? ''), audiences: [STAGING] });
  await prod.aws.dynamoDb.send(
    new PutItemCommand({ TableName: 'staging-definitions', Item: { ...Item, definition: { S: definition } } }),
  );
  const before = { ...process.env };
  Object.assign(process.env, staging.environment);
  onStaging = await prod.freshEnvironment('issue');
  onStagingRead = await prod.freshEnvironment('read');
  // A handler asks for its endpoints when it first calls them.
  await onStaging('issue', getLogin(await prod.aws.issuer.mint({ aud: STAGING })));
  await onStagingRead('read', sampleEvent('read/ok', await prod.aws.issuer.mint({ aud: STAGING })));
  Object.assign(process.env, before);
});
afterAll(async () => {
  await staging.stop();
  await prod.stop();
});
beforeEach(() => {
  prod.aws.standIn.calls.length = 0;
  staging.standIn.calls.length = 0;
});

const REJECTED = { status: 401, code: 'token_rejected', stage: 'authentication' };

describe('T6 a token for one deployment', () => {
  it('is good there', async () => {
    const token = await prod.aws.issuer.mint({ aud: PROD });
    expect((await prod.invoke('issue', getLogin(token))).status).toBe(200);
    expect((await prod.invoke('read', sampleEvent('read/ok', token))).status).toBe(200);
    const other = await prod.aws.issuer.mint({ aud: STAGING });
    expect((await onStaging('issue', getLogin(other))).status).toBe(200);
    expect((await onStagingRead('read', sampleEvent('read/ok', other))).status).toBe(200);
  });

  it('is nobody’s at the other, though issuer, keys, claims and connectors are the same', async () => {
    const token = await prod.aws.issuer.mint({ aud: PROD });
    expectProblem(await onStaging('issue', getLogin(token)), REJECTED);
    expectProblem(await onStagingRead('read', sampleEvent('read/ok', token)), REJECTED);
    const other = await prod.aws.issuer.mint({ aud: STAGING });
    const recorded = (await auditItems(prod.aws)).length;
    expectProblem(await prod.invoke('issue', getLogin(other)), REJECTED);
    expectProblem(await prod.invoke('read', sampleEvent('read/ok', other)), REJECTED);
    expect(await auditItems(prod.aws)).toHaveLength(recorded);
    expect([...prod.aws.standIn.calls, ...staging.standIn.calls]).toEqual([]);
  });

  it('is not made to fit both by naming both', async () => {
    const token = await prod.aws.issuer.mint({ aud: [PROD, STAGING] });
    expectProblem(await prod.invoke('issue', getLogin(token)), REJECTED);
    expectProblem(await onStaging('issue', getLogin(token)), REJECTED);
    expect([...prod.aws.standIn.calls, ...staging.standIn.calls]).toEqual([]);
  });
});
