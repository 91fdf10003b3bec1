// The built command `portunus cache` as a process of its own, asked by real helpers that have nothing but its socket.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, statSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { putRoleOf } from '../../../local/start-local-aws.ts';
import { useAdminCli } from '../../support/admin-cli.ts';
import { AGENT_ROLE, type AgentRole, API, startAgentRole } from '../../support/agent-role.ts';
import { runClient } from '../../support/clients.ts';
import { type HttpApi, startHttpApi } from '../../support/http-api.ts';
import { runPortunus } from '../../support/run-cli.ts';

const HOST = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
const PATH = '/v1/connectors/of-agents/ecr/credentials';

const cli = useAdminCli();
let agent: AgentRole;
let api: HttpApi;
let cache: ChildProcess;
let socket: string;
let written = '';

beforeAll(async () => {
  const { standIn } = cli.aws;
  agent = await startAgentRole(standIn);
  api = await startHttpApi(cli.invoke, (signed) => standIn.authorizeApi(signed, API));
  const shared = await cli.portunus(['get', 'connector', 'shop-images', '--direct', '-o', 'json']);
  const { account, region } = JSON.parse(shared.out);
  const roleArn = 'arn:aws:iam::123456789012:role/portunus/of-agents';
  const connector = {
    ...{ id: 'of-agents', name: 'Of agents', principalType: 'assumed-role', roleArn, account, region },
    ...{ systemScope: true, access: 'pull', serves: ['ecr'], grants: [{ iamRole: AGENT_ROLE }] },
  };
  const file = cli.file('agents.yml', JSON.stringify({ connectors: [connector] }));
  expect((await cli.portunus(['apply', '-f', file, '--direct', '--yes'])).err).toBe('');
  const stored = await cli.portunus(['get', 'connector', 'of-agents', '--direct', '-o', 'json']);
  const { externalId, ...made } = JSON.parse(stored.out);
  putRoleOf(standIn, made, externalId);
  socket = join(mkdtempSync(join(cli.folder, 'cache-')), 'run', 'cache.sock');
  cache = spawn(process.execPath, ['dist/cli/portunus.js', 'cache', '--sigv4', '--socket', socket], {
    env: environment(),
  });
  const keep = (chunk: Buffer) => {
    written += chunk;
  };
  cache.stdout?.on('data', keep);
  cache.stderr?.on('data', keep);
  while (!written.includes('PORTUNUS_CACHE=') && cache.exitCode === null) await once(cache.stdout ?? cache, 'data');
});
afterAll(async () => {
  cache.kill();
  await api.stop();
  await agent.stop();
});

function environment(): Record<string, string> {
  return { PATH: process.env.PATH ?? '', PORTUNUS_URL: api.url, ...agent.environment('instance') };
}

function ask(path: string, headers = {}): Promise<{ status: number | undefined; body: string }> {
  return new Promise((resolve, reject) => {
    request({ socketPath: socket, path, headers }, async (answer) => {
      resolve({ status: answer.statusCode, body: await text(answer) });
    })
      .on('error', reject)
      .end();
  });
}

function helper(env = {}) {
  const own = { PORTUNUS_CACHE: socket, PORTUNUS_CONNECTOR: 'of-agents', HOME: cli.folder };
  return runClient('docker-credential-portunus', { args: ['get'], input: HOST, env: { ...own, ...env } });
}

function logins() {
  return api.requests.filter(({ path }) => path.includes('/ecr/credentials'));
}

describe('the cache of a host', () => {
  it('makes one login for 50 builds at once, which is that of the host’s role', async () => {
    api.requests.length = 0;
    cli.aws.standIn.calls.length = 0;
    const query = 'region=eu-west-1&registryIds=123456789012';
    const builds = [
      ...Array.from({ length: 44 }, () => ask(`${PATH}?format=docker-credential&${query}`)),
      ...Array.from({ length: 6 }, () => helper().then(({ stdout }) => ({ status: 200, body: stdout }))),
    ];
    const answers = await Promise.all(builds);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(answers.map(({ body }) => JSON.parse(body).Secret)).size).toBe(1);
    expect(logins().map(({ path }) => path)).toEqual([`/iam${PATH}?${query}`]);
    const actions = cli.aws.standIn.calls.map(({ action }) => action);
    expect(actions.filter((action) => action === 'GetAuthorizationToken')).toHaveLength(1);
  });

  it('gives the command its logins too', async () => {
    api.requests.length = 0;
    const how = { PORTUNUS_CACHE: socket, PORTUNUS_URL: '', PORTUNUS_TOKEN: '' };
    const narrow = ['--region', 'eu-west-1', '--registry-ids', '123456789012'];
    const held = await cli.portunus(['ecr', 'login', 'of-agents', ...narrow, '--format', 'username-password'], how);
    expect([held.err, Object.keys(JSON.parse(held.out))]).toEqual(['', ['username', 'password']]);
    expect(logins()).toEqual([]);
    const refused = await cli.portunus(['ecr', 'login', 'shop-releases', '--format', 'json'], how);
    expect([refused.code, refused.err]).toEqual([
      1,
      expect.stringMatching(/^portunus: shop-releases: There is no such/),
    ]);
    const away = await cli.portunus(['ecr', 'login', 'of-agents', '--format', 'json'], {
      ...how,
      PORTUNUS_CACHE: '/nowhere/cache.sock',
    });
    expect([away.code, away.err]).toEqual([69, expect.stringContaining("/nowhere/cache.sock can't be reached")]);
  });

  it('lets a job with a token of its own ask for itself', async () => {
    const { code, stdout } = await helper({ PORTUNUS_TOKEN: 'own.job.token', PORTUNUS_URL: api.url });
    expect([code, stdout]).toEqual([1, expect.stringContaining('The token was not accepted.')]);
  });

  it('passes refusals on', async () => {
    const { code, stdout } = await helper({ PORTUNUS_CONNECTOR: 'shop-releases' });
    expect([code, stdout]).toEqual([
      1,
      expect.stringMatching(/^Portunus: There is no such connector .*\(not_allowed, /),
    ]);
  });

  it('takes no token, and serves no session', async () => {
    expect((await ask(PATH, { authorization: 'Bearer x.y.z' })).status).toBe(400);
    expect((await ask('/v1/connectors/of-agents/credentials')).status).toBe(400);
  });

  it('is reached by its user alone', () => {
    expect(statSync(socket).mode & 0o777).toBe(0o600);
    expect(statSync(join(socket, '..')).mode & 0o777).toBe(0o700);
  });

  it('is the only one at its socket', async () => {
    const second = await runPortunus(['cache', '--sigv4', '--socket', socket], environment());
    expect([second.code, second.err]).toEqual([1, `portunus: another process listens at ${socket}\n`]);
    expect((await ask(PATH)).status).toBe(200);
  });

  it('does not listen where others may look', async () => {
    const folder = join(cli.folder, 'open');
    mkdirSync(folder);
    chmodSync(folder, 0o755);
    const open = await runPortunus(['cache', '--sigv4', '--socket', join(folder, 'cache.sock')], environment());
    expect([open.code, open.err]).toEqual([
      1,
      expect.stringContaining(
        `others may look into ${folder}: give --socket in a folder of its own, which has the mode 0700`,
      ),
    ]);
  });

  it('is for the host, and not for the token of one job', async () => {
    const job = await runPortunus(['cache', '--socket', socket], { ...environment(), PORTUNUS_TOKEN: 'a.b.c' });
    expect([job.code, job.err]).toEqual([64, expect.stringContaining("PORTUNUS_TOKEN is one job's")]);
  });

  it('prints no secret, and leaves no socket when it is told to end', async () => {
    const { body } = await ask(PATH);
    const [{ password, authorizationToken }] = JSON.parse(body).credentials;
    cache.kill('SIGTERM');
    const [code] = await once(cache, 'exit');
    expect([code, existsSync(socket)]).toEqual([0, false]);
    expect(written).toContain(`PORTUNUS_CACHE=${socket}`);
    for (const secret of [password, authorizationToken]) expect(written).not.toContain(secret);
    const after = await helper();
    expect([after.code, after.stdout]).toEqual([1, `Portunus: no cache listens at ${socket}, see PORTUNUS_CACHE\n`]);
  });
});
