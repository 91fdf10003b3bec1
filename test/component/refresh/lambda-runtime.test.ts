// The zips of the two functions under AWS's own runtime interface client, with their sample events.
import { readdirSync } from 'node:fs';
import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LambdaRuntime, startLambdaRuntime } from '../../../local/lambda/runtime.ts';
import { type LocalQueue, startLocalQueue } from '../../../local/local-queue.ts';
import { type LocalAws, startLocalAws } from '../../../local/start-local-aws.ts';
import { unzipFunction } from '../../support/package.ts';
import { sampleEvent } from '../../support/service.ts';
import { useTemplate } from '../../support/template.ts';

const template = useTemplate();
const runtimes = new Map<string, LambdaRuntime>();
let aws: LocalAws;
let queue: LocalQueue;

beforeAll(async () => {
  aws = await startLocalAws({ port: 0 });
  queue = await startLocalQueue();
  const environment = {
    ...aws.environment,
    AWS_ENDPOINT_URL_SQS: queue.endpoint,
    PORTUNUS_REFRESH_QUEUE_URL: queue.url,
    PORTUNUS_ACCOUNT_ID: '111122223333',
  };
  for (const name of ['refresh-dispatch', 'refresh-deliver']) {
    const taskRoot = unzipFunction(template.folder, name);
    const handler = `dist/${name}/handler.handler`;
    runtimes.set(name, await startLambdaRuntime({ taskRoot, handler, environment }));
  }
});
afterAll(async () => {
  for (const runtime of runtimes.values()) await runtime.stop();
  await queue.stop();
  await aws.stop();
});

function invoke(name: string, file: string) {
  return runtimes.get(name)?.invoke(sampleEvent(`${name}/${file}`));
}
/** The first line of its kind that a function wrote to its log. */
function lineOf(name: string, message: string) {
  const lines = (runtimes.get(name)?.logged() ?? '').trim().split('\n');
  return lines.map((text) => JSON.parse(text)).find((entry) => entry.message === message);
}

describe('refresh-dispatch on Lambda', () => {
  it('has one sample event, which is what the schedule sends', () => {
    expect(readdirSync('events/refresh-dispatch')).toEqual(['scheduled.json']);
  });

  it('sends off the job of the sample definitions', async () => {
    await invoke('refresh-dispatch', 'scheduled');
    expect(lineOf('refresh-dispatch', 'dispatch')).toMatchObject({ level: 'info', sent: 1, returned: 0 });
    expect(queue.size()).toBe(1);
  });
});

describe('refresh-deliver on Lambda', () => {
  it('has one sample event', () => {
    expect(readdirSync('events/refresh-deliver')).toEqual(['one-message.json']);
  });

  it('takes a message of a window that is over as done', async () => {
    expect(await invoke('refresh-deliver', 'one-message')).toEqual({ batchItemFailures: [] });
    expect(aws.standIn.secret('portunus/dev/logins/shop-servers')).toBeUndefined();
  });

  it('delivers the login of the message, and tells so under the request id that Lambda gave', async () => {
    // The window that the sample's message is of.
    const update = new UpdateItemCommand({
      TableName: 'portunus-local-activity',
      Key: { pk: { S: 'refresh#shop-servers' }, sk: { S: 'state' } },
      UpdateExpression: 'SET #window = :window',
      ExpressionAttributeNames: { '#window': 'window' },
      ExpressionAttributeValues: { ':window': { S: '2026-11-21T12:00:00.000Z' } },
    });
    await aws.dynamoDb.send(update);
    expect(await invoke('refresh-deliver', 'one-message')).toEqual({ batchItemFailures: [] });
    const value = aws.standIn.secret('portunus/dev/logins/shop-servers')?.versions[0]?.value ?? '';
    const issued = aws.standIn.issued.findLast((one) => one.action === 'GetAuthorizationToken');
    expect(value).toContain(issued?.authorizations[0]?.authorizationToken);
    expect(lineOf('refresh-deliver', 'refresh')).toMatchObject({
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      job: 'shop-servers',
      outcome: 'delivered',
      _aws: {
        CloudWatchMetrics: expect.arrayContaining([
          expect.objectContaining({ Namespace: 'Portunus', Dimensions: [['stage'], ['stage', 'job']] }),
        ]),
      },
    });
  });
});
