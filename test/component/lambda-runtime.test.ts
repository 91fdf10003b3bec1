// The packaged zips, unzipped, under AWS's own runtime interface client.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LambdaRuntime, startLambdaRuntime } from '../../local/lambda/runtime.ts';
import { type LocalAws, startLocalAws } from '../../local/start-local-aws.ts';
import { eventually } from '../support/eventually.ts';
import { packageInto, unzipFunction } from '../support/package.ts';
import { sampleEvent } from '../support/service.ts';

const folder = mkdtempSync(join(tmpdir(), 'portunus-runtime-'));
const runtimes = new Map<string, LambdaRuntime>();
const GATEWAY_SECRET = 'TheApiAddsThisToEachEvent0123456789abcdefghijklm';
const THROUGH_THE_API = { gatewaySecret: GATEWAY_SECRET };
let aws: LocalAws;

beforeAll(async () => {
  aws = await startLocalAws({ port: 0 });
  await packageInto(folder);
  for (const name of ['issue', 'read', 'status', 'admin']) {
    const taskRoot = unzipFunction(folder, name);
    const handler = `dist/${name}/handler.handler`;
    // As in a deployment, whose template sets it.
    const environment = { ...aws.environment, PORTUNUS_GATEWAY_SECRET: GATEWAY_SECRET };
    runtimes.set(name, await startLambdaRuntime({ taskRoot, handler, environment }));
  }
});
afterAll(async () => {
  for (const runtime of runtimes.values()) await runtime.stop();
  await aws.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function invoke(name: string, file: string, stageVariables: object = THROUGH_THE_API) {
  const event = sampleEvent(`${name}/${file}`, await aws.issuer.mint());
  const answer = await runtimes.get(name)?.invoke({ ...event, stageVariables });
  const { statusCode, headers, body } = answer as { statusCode: number; headers: object; body: string };
  return { statusCode, headers, body: JSON.parse(body) };
}

/** Every sample event, and what it gets. */
const EXPECTED = {
  issue: {
    'ok.json': [200, undefined],
    'post.json': [200, undefined],
    'no-authorization.json': [401, 'token_missing'],
    'unknown-connector.json': [403, 'not_allowed'],
    'not-granted.json': [403, 'not_allowed'],
    // The sample's connector is granted to no IAM role.
    'iam.json': [403, 'not_allowed'],
    'narrowed.json': [200, undefined],
    'ecr-public.json': [200, undefined],
    'codeartifact.json': [200, undefined],
    'session.json': [200, undefined],
    'caller-identity.json': [200, undefined],
    // The console is for people, and the sample's caller is a job.
    'console-url.json': [403, 'not_allowed'],
    'batch.json': [200, undefined],
    // Explanations are for administrators.
    'explain.json': [403, 'not_allowed'],
  },
  read: {
    'ok.json': [200, undefined],
    'no-authorization.json': [401, 'token_missing'],
    'connectors.json': [200, undefined],
    'policy-examples.json': [200, undefined],
    // What a program or a person needs before signing in is for everybody.
    'openapi.json': [200, undefined],
    'sign-in.json': [200, undefined],
    // A connector's IAM documents hold its external ID.
    'iam.json': [403, 'not_allowed'],
    // Usage, versions and refresh jobs are for administrators and auditors.
    'job-history.json': [403, 'not_allowed'],
    'job-state.json': [403, 'not_allowed'],
    'usage.json': [403, 'not_allowed'],
    'version.json': [403, 'not_allowed'],
  },
  status: {
    'ok.json': [200, undefined],
  },
  // Definitions are too; the sample's issuer has none.
  admin: {
    'create-account.json': [403, 'not_allowed'],
    'patch-connector.json': [403, 'not_allowed'],
    'put-account-key.json': [403, 'not_allowed'],
  },
} as const;

describe.each(Object.entries(EXPECTED))('%s on Lambda', (name, events) => {
  it('has an expectation for each of its sample events', () => {
    expect(Object.keys(events).sort()).toEqual(readdirSync(`events/${name}`).sort());
  });

  it.each(Object.entries(events))('answers %s', async (file, [status, code]) => {
    const answer = await invoke(name, file.replace('.json', ''));
    expect([answer.statusCode, answer.body.code]).toEqual([status, code]);
    expect(answer.headers).toMatchObject({ 'cache-control': 'no-store' });
  });

  it('believes no event that did not come through the API', async () => {
    const [file = ''] = Object.keys(events);
    const { statusCode, body } = await invoke(name, file.replace('.json', ''), { gatewaySecret: 'a guess' });
    expect([statusCode, body.code]).toEqual([403, 'invoked_directly']);
    // The runtime's output comes through a pipe of its own, perhaps after the answer.
    await eventually(() => {
      const lines = (runtimes.get(name)?.logged() ?? '').trim().split('\n');
      expect(lines.map((text) => JSON.parse(text)).filter(({ code }) => code === 'invoked_directly')).toMatchObject([
        { level: 'error', errors: 1, reason: 'the event has another gateway secret' },
      ]);
    });
  });

  it('logs each request in a line of JSON, which is its metric', async () => {
    const lines = (runtimes.get(name)?.logged() ?? '').trim().split('\n');
    const [line] = lines.map((text) => JSON.parse(text)).filter((entry) => entry.message === 'request');
    expect(line).toMatchObject({
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      requests: 1,
      _aws: { CloudWatchMetrics: expect.arrayContaining([expect.objectContaining({ Namespace: 'Portunus' })]) },
    });
  });
});

describe('on Lambda', () => {
  it('a login is the one that ECR issued, under the request id that Lambda gave', async () => {
    aws.standIn.issued.length = 0;
    const event = sampleEvent('issue/ok', await aws.issuer.mint({ run_id: 'never-before' }));
    const answer = (await runtimes.get('issue')?.invoke({ ...event, stageVariables: THROUGH_THE_API })) as {
      body: string;
    };
    const body = JSON.parse(answer.body);
    const issued = aws.standIn.issued.find((one) => one.action === 'GetAuthorizationToken');
    expect(body.credentials[0].password).toBe(issued?.authorizations[0]?.password);
    expect(runtimes.get('issue')?.logged()).toContain(`"requestId":"${body.requestId}"`);
  });

  it('a wrong environment fails the start, as Lambda reports it', async () => {
    const taskRoot = join(folder, 'unzipped-read');
    const handler = 'dist/read/handler.handler';
    const started = startLambdaRuntime({ taskRoot, handler, environment: { AWS_REGION: 'eu-west-1' } });
    await expect(started).rejects.toThrow('Bad environment: PORTUNUS_DEFINITIONS_TABLE is required');
  });
});
