import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalAws, startLocalAws } from '../../local/start-local-aws.ts';
import { type Command, jsonOf, startNpmScript, untilAnswers } from '../support/command.ts';
import { startDynamoDbLocal } from '../support/dynamodb-local.ts';
import { freePort } from '../support/free-port.ts';
import { hasJava, WITHOUT_JAVA } from '../support/java.ts';

const run = promisify(execFile);

describe('npm start', () => {
  let command: Command;

  beforeAll(async () => {
    command = startNpmScript('start', { PORT: String(await freePort()) });
    await command.until(/Stop with Ctrl-C/);
  });
  afterAll(() => command.stop());

  it('prints, as its first line with the word curl, one command that answers an ECR login', async () => {
    const line =
      command
        .output()
        .split('\n')
        .find((text) => text.includes('curl')) ?? '';
    expect(line).toMatch(
      /^curl -sS http:\/\/127\.0\.0\.1:\d+\/v1\/connectors\/shop-images\/ecr\/credentials -H 'Authorization: Bearer [\w-]+\.[\w-]+\.[\w-]+'$/,
    );
    const { stdout } = await run('sh', ['-c', line]);
    expect(JSON.parse(stdout)).toMatchObject({
      connectorId: 'shop-images',
      credentials: [
        {
          registryId: '123456789012',
          region: 'eu-west-1',
          username: 'AWS',
          proxyEndpointDomain: '123456789012.dkr.ecr.eu-west-1.amazonaws.com',
        },
      ],
      source: 'fresh',
    });
  });

  it('gives a token that is good for an hour', () => {
    const [, payload = ''] = /Bearer [\w-]+\.([\w-]+)\./.exec(command.output()) ?? [];
    const { iat, exp } = JSON.parse(Buffer.from(payload, 'base64url').toString());
    expect(exp - iat).toBe(3600);
  });

  it('refuses the same token on another connector, and a bearer token on /iam/v1', async () => {
    const [, api = '', token = ''] =
      /curl -sS (http:\/\/[\d.:]+)\S+ -H 'Authorization: Bearer (\S+)'/.exec(command.output()) ?? [];
    const headers = { authorization: `Bearer ${token}` };
    const other = await fetch(`${api}/v1/connectors/bakery-images/ecr/credentials`, { headers });
    expect(other.status).toBe(403);
    const signed = await fetch(`${api}/iam/v1/caller`, { headers });
    expect([signed.status, (await jsonOf(signed)).code]).toEqual([401, 'token_missing']);
  });
});

describe('npm run invoke', () => {
  it('answers the sample event through the built handler', async () => {
    const { stdout } = await run('npm', ['run', '--silent', 'invoke', '--', 'issue', 'events/issue/ok.json']);
    const answer = JSON.parse(stdout.slice(stdout.indexOf('\n{\n') + 1));
    expect(answer.statusCode).toBe(200);
    expect(JSON.parse(answer.body).credentials[0].proxyEndpoint).toBe(
      'https://123456789012.dkr.ecr.eu-central-1.amazonaws.com',
    );
  });

  it('says how it is used when it is not', async () => {
    const failed = await run('npm', ['run', '--silent', 'invoke', '--', 'issue']).catch(
      (error: { stderr: string }) => error,
    );
    expect(failed.stderr).toContain('usage: npm run invoke -- <function> events/<function>/<event>.json');
  });
});

describe('a program that is called wrongly', () => {
  it.each<readonly [string, readonly string[], number, RegExp]>([
    [
      'a function with a typo',
      ['local/invoke.js', 'isue', 'events/issue/ok.json'],
      1,
      /^There is no function isue; there are .*issue/,
    ],
    [
      'an event that is not there',
      ['local/invoke.js', 'issue', 'events/issue/okk.json'],
      1,
      /^events\/issue\/okk\.json can't be read/,
    ],
    [
      'a prober without a Portunus to ask',
      ['local/invoke.js', 'probe', 'events/probe/scheduled.json'],
      1,
      /^The prober asks a running Portunus.* Set PORTUNUS_PROBE_URL and PORTUNUS_PROBE_CONNECTOR\.$/,
    ],
    ['an event that is no JSON', ['local/invoke.js', 'issue', 'README.md'], 1, /^README\.md is not JSON\.$/],
  ])('says so in one line: %s', async (_name, [program = '', ...args], status, line) => {
    const failed = await run(process.execPath, [`dist/${program}`, ...args]).catch((error) => error);
    expect([failed.code, failed.stderr.trimEnd()]).toEqual([status, expect.stringMatching(line)]);
    expect(failed.stderr.trimEnd()).not.toContain('\n');
  });

  it('says how the fuzzer is used', async () => {
    const { stdout } = await run('npm', ['run', '--silent', 'fuzz', '--', '--help']);
    expect(stdout).toContain('--seed <number>');
  });
});

describe.skipIf(!hasJava())(`npm run api on Amazon's DynamoDB Local${WITHOUT_JAVA}`, () => {
  let engine: { url: string; stop: () => void };
  let aws: LocalAws;
  let command: Command;
  let api: string;

  beforeAll(async () => {
    engine = await startDynamoDbLocal();
    const names = { definitionsTable: 'acme-definitions', activityTable: 'acme.activity' };
    aws = await startLocalAws({ port: await freePort(), dynamoDbUrl: engine.url, ...names });
    const port = await freePort();
    api = `http://127.0.0.1:${port}`;
    command = startNpmScript('api', { ...aws.environment, PORT: String(port) });
    await untilAnswers(`${api}/v1/status`, command);
  });
  afterAll(async () => {
    await command.stop();
    await aws.stop();
    engine.stop();
  });

  it('answers the same login, from the endpoints and tables that the environment names', async () => {
    const headers = { authorization: `Bearer ${await aws.issuer.mint()}` };
    const response = await fetch(`${api}/v1/connectors/shop-images/ecr/credentials`, { headers });
    expect(response.status).toBe(200);
    const body = await jsonOf(response);
    const issued = aws.standIn.issued.find((one) => one.action === 'GetAuthorizationToken');
    expect(body.credentials[0].password).toBe(issued?.authorizations[0]?.password);
    expect(aws.standIn.calls.map(({ action, outcome }) => [action, outcome])).toEqual([
      ['AssumeRole', 'ok'],
      ['GetAuthorizationToken', 'ok'],
    ]);
  });

  it('takes a POST, and lists of registries', async () => {
    const headers = { authorization: `Bearer ${await aws.issuer.mint()}`, 'content-type': 'application/json' };
    const body = JSON.stringify({ registryIds: ['123456789012', '210987654321'] });
    const response = await fetch(`${api}/v1/connectors/shop-images/ecr/credentials`, { method: 'POST', headers, body });
    const { credentials } = await jsonOf(response);
    expect(credentials.map(({ registryId }: { registryId: string }) => registryId)).toEqual([
      '123456789012',
      '210987654321',
    ]);
  });
});
