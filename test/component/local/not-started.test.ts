// What keeps `npm start` and `npm run api` from starting: one line, a status, and nothing of another one is touched.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { execPath } from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../support/free-port.ts';
import { createScratch, type Ended } from '../../support/programs.ts';

const scratch = createScratch();
let taken: Server;
let port: string;

beforeAll(async () => {
  taken = createServer((_request, response) => response.end('{"status":"ok","version":"0.1.0"}'));
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  port = String((taken.address() as AddressInfo).port);
});
afterAll(() => {
  taken.close();
  scratch.remove();
});

const NO_AWS = { AWS_REGION: '', AWS_DEFAULT_REGION: '' };
const TABLES = { PORTUNUS_DEFINITIONS_TABLE: 'definitions', PORTUNUS_ACTIVITY_TABLE: 'activity' };

function run(program: 'start' | 'api', env: Record<string, string>, args: readonly string[] = []): Promise<Ended> {
  const files = program === 'start' ? ['--files', scratch.path('files')] : [];
  const here = [`cd '${process.cwd()}' && exec "$@"`, 'sh', execPath, `dist/local/${program}.js`, ...files, ...args];
  return scratch.run('sh', ['-c', ...here], { env });
}

describe.each(['start', 'api'] as const)('npm %s', (program) => {
  it('names the port that is taken and another one, even where the program there answers as Portunus does', async () => {
    const { status, stdout, stderr } = await run(program, { PORT: port });
    expect([status, stdout, stderr]).toEqual([
      1,
      '',
      `Port ${port} is taken: another program listens on 127.0.0.1:${port}. Choose another one, such as PORT=${Number(port) + 1}.\n`,
    ]);
  });

  it.each(['abc', '0', '70000', ''])('says what is wrong with PORT=%s', async (text) => {
    const { status, stdout, stderr } = await run(program, { PORT: text });
    expect([status, stdout, stderr]).toEqual([
      1,
      '',
      `PORT must be a number from 1 to 65535, such as PORT=3001, and is '${text}'.\n`,
    ]);
  });

  it('suggests the name of a variable that is misspelled, and would set nothing', async () => {
    const { status, stdout, stderr } = await run(program, { PORT: port, PORTUNUS_ADMIN_ROLE: 'ada' });
    const line = 'PORTUNUS_ADMIN_ROLE is read by nothing: did you mean PORTUNUS_ADMIN_ROLES?\n';
    expect([status, stdout, stderr]).toEqual([1, '', line]);
  });

  it('says what PORTUNUS_LOCAL_IAM must be', async () => {
    const { status, stderr } = await run(program, { PORT: port, PORTUNUS_LOCAL_IAM: 'me' });
    expect([status, stderr]).toEqual([1, expect.stringMatching(/^PORTUNUS_LOCAL_IAM must be the ARN of a role .*\n$/)]);
  });
});

describe('npm start that does not start', () => {
  it('names a setting that the functions refuse', async () => {
    const { status, stdout, stderr } = await run('start', {
      PORT: String(await freePort()),
      PORTUNUS_ADMIN_ROLES: 'ada',
    });
    expect([status, stdout, stderr]).toEqual([
      1,
      '',
      expect.stringMatching(/^Bad environment: PORTUNUS_ADMIN_ROLES.*\n$/),
    ]);
  });

  it('names a DynamoDB that does not answer', async () => {
    const url = `http://127.0.0.1:${await freePort()}`;
    const { status, stdout, stderr } = await run('start', { PORT: String(await freePort()) }, ['--dynamodb', url]);
    expect([status, stdout, stderr]).toEqual([
      1,
      '',
      `${url} can't be used as DynamoDB (ECONNREFUSED). Is it running?\n`,
    ]);
  });

  it('writes no files', async () => {
    await run('start', { PORT: port });
    const { stdout } = await scratch.run('ls', ['-A']);
    expect(stdout).not.toContain('files');
  });
});

describe('npm run api without what it needs of AWS', () => {
  it.each<readonly [string, Record<string, string>, RegExp]>([
    ['a region', { ...NO_AWS, ...TABLES }, /^Not set: AWS_REGION\. Set /],
    ['table names', {}, /^Not set: PORTUNUS_DEFINITIONS_TABLE, PORTUNUS_ACTIVITY_TABLE\. Set /],
    [
      'credentials',
      TABLES,
      /^There are no AWS credentials that can be used \(CredentialsProviderError\)\. Set AWS_PROFILE/,
    ],
    ['a table name that can be one', { ...TABLES, PORTUNUS_ACTIVITY_TABLE: '!' }, /PORTUNUS_ACTIVITY_TABLE must be a/],
    ['admin roles that are roles', { ...TABLES, PORTUNUS_ADMIN_ROLES: 'ada' }, /PORTUNUS_ADMIN_ROLES/],
  ])('names %s in one line', async (_name, env, line) => {
    const { status, stdout, stderr } = await run('api', { PORT: String(await freePort()), ...env });
    expect([status, stdout, stderr.split('\n').length, stderr]).toEqual([1, '', 2, expect.stringMatching(line)]);
  });
});
