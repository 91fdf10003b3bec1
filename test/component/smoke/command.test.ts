// The command `portunus smoke` as it is built, with its own adapters to AWS, against the built handlers.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, describe, expect, it } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { runHosted } from '../../support/portunus-host.ts';
import { OPERATOR, startSmokeSite } from '../../support/smoke.ts';
import { useStarted } from '../../support/use-service.ts';

describe('portunus smoke', () => {
  const folder = mkdtempSync(join(tmpdir(), 'portunus-smoke-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const site = useStarted(startSmokeSite);

  const smoke = async (args: readonly string[], environment: Record<string, string> = {}) => {
    const { aws, api, proxy } = site;
    const endpoints = ['CLOUDFORMATION', 'STS', 'SECRETS_MANAGER', 'SSM', 'CLOUDWATCH'];
    const token = join(folder, 'token');
    writeFileSync(token, await site.tokenOf('administrator'));
    return runHosted(['smoke', '--url', api.url, '--auth-token-file', token, '--registry-url', proxy.url, ...args], {
      PATH: process.env.PATH ?? '',
      ...aws.environment,
      ...Object.fromEntries(endpoints.map((name) => [`AWS_ENDPOINT_URL_${name}`, proxy.url])),
      AWS_ACCESS_KEY_ID: OPERATOR.accessKeyId,
      AWS_SECRET_ACCESS_KEY: OPERATOR.secretAccessKey,
      AWS_SESSION_TOKEN: OPERATOR.sessionToken ?? '',
      ...environment,
    });
  };

  it('makes its definitions and its stack, proves what they are for, and removes them', async () => {
    const groups = ['http', 'iam', 'token', 'access', 'trust', 'registry', 'public.login', 'audit.recorded'];
    // A refusal of a new role counts only after a minute, in which IAM may still spread it.
    const without = ['--skip', 'trust.one-statement'];
    const { code, out, err } = await smoke(['--create', '--aws', '--only', ...groups, ...without, '-o', 'json']);
    const report = JSON.parse(out);
    const others = report.results.filter(({ verdict }: { verdict: string }) => verdict !== 'proved');
    expect([code, err, others, report.left]).toEqual([0, '', [], []]);
    expect(site.proxy.stacks.size).toBe(0);
    const { body } = await site.ask({ route: 'GET /connectors', query: { limit: '100' } });
    expect(body.items.filter(({ id }: { id: string }) => id.startsWith('portunus-smoke-'))).toEqual([]);
  });

  it('ends with 3 if something is refuted, and says in each line what', async () => {
    site.proxy.breakage = { registry: (status) => (status === 403 ? 202 : status) };
    const given = ['--connector', 'shop-releases', '--repository', 'shop/api', '--only', 'registry', 'login.issued'];
    const { code, out } = await smoke(given);
    site.proxy.breakage = {};
    expect(code).toBe(3);
    expect(out).toContain('REFUTED    registry.push-denied       202 DENIED: allowed\n');
    expect(out).toContain('not tried  registry.other-repository  no second repository that the role may pull: give');
    expect(out).toContain(
      '| Does the session policy bind at the registry, after the login? | refuted: 202 DENIED: allowed |',
    );
  });

  it('tries what needs nothing, and says of everything else what to give', async () => {
    const { code, out } = await runHosted(['smoke', '--url', site.api.url, '-o', 'junit'], {
      PATH: process.env.PATH ?? '',
    });
    expect(code).toBe(0);
    expect(out).toMatch(/<testsuites tests="41" failures="0" errors="0" skipped="33">/);
    expect(out).toContain('no caller: give --auth-token-file, or --create');
  });

  it('removes what an interrupted run has left', async () => {
    await site.apply({
      issuers: [
        {
          id: 'portunus-smoke-abcd1234',
          url: 'https://portunus-smoke-abcd1234.invalid',
          kind: 'workload',
          audiences: ['a'],
          jwksUri: 'https://portunus-smoke-abcd1234.invalid/jwks',
          require: { run: ['abcd1234'] },
        },
      ],
    });
    const { code, out } = await smoke(['--remove', 'abcd1234', '--aws']);
    expect([code, out]).toEqual([0, 'nothing is left of run abcd1234\n']);
    expect((await site.ask({ route: 'GET /issuers/{id}', id: 'portunus-smoke-abcd1234' })).status).toBe(404);
  });

  it('ends at Ctrl-C in the middle of its wait, with what it has seen by then', async () => {
    const { api, proxy } = site;
    api.requests.length = 0;
    const given = ['--connector', 'shop-releases', '--repository', 'shop/api', '--registry-url', proxy.url];
    const child = spawn(process.execPath, ['dist/cli/portunus.js', 'smoke', ...given, '--wait', '--only', 'login'], {
      env: { PATH: process.env.PATH, PORTUNUS_URL: api.url, PORTUNUS_TOKEN: await site.aws.issuer.mint() },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const out = text(child.stdout);
    const ended = once(child, 'exit');
    // The second login is the one that it waits for.
    await eventually(() => expect(api.requests.filter(({ path }) => path.includes('credentials')).length).toBe(2));
    child.kill('SIGINT');
    expect((await ended)[0]).toBe(1);
    expect(await out).toMatch(/proved {5}login.issued .*\nnot tried {2}login.after-session {2}interrupted\n/);
  });

  it('tells a wrong name of a check, and the one that is meant', async () => {
    const { code, err } = await smoke(['--only', 'registry.pul']);
    expect([code, err]).toEqual([64, 'portunus: there is no check registry.pul: did you mean registry.pull?\n']);
  });

  it('sends no login over plain HTTP to another machine', async () => {
    const { code, err } = await smoke(['--registry-url', 'http://registry.example']);
    expect([code, err]).toEqual([64, 'portunus: http://registry.example is not an https address\n']);
  });

  it('finds nothing about a deployment that nobody answers for', async () => {
    const { code, err } = await runHosted(['smoke', '--url', 'http://127.0.0.1:9'], { PATH: process.env.PATH ?? '' });
    expect([code, err.slice(0, 40)]).toEqual([69, "portunus: http://127.0.0.1:9 can't be re"]);
  });

  it('makes nothing, and says why, if the token is no administrator', async () => {
    writeFileSync(join(folder, 'person'), await site.tokenOf('person'));
    const { code, out, err } = await runHosted(
      ['smoke', '--url', site.api.url, '--auth-token-file', join(folder, 'person'), '--create', '--only', 'token'],
      { PATH: process.env.PATH ?? '' },
    );
    expect([code, err.split(':', 2)[1]]).toEqual([1, " definitions can't be used"]);
    expect(out).toContain('0 proved, 0 refuted, 5 not tried');
    expect(out).not.toContain('not removed');
  });
});
