// The audit on the terminal, through the API and on the table itself.
import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { useAdminCli, WAYS } from '../../support/admin-cli.ts';
import { auditItems } from '../../support/audit-records.ts';
import { getLogin } from '../../support/service.ts';

const cli = useAdminCli();

async function login(id?: string) {
  const { body } = await cli.invoke('issue', getLogin(await cli.tokenOf('workload'), {}, id));
  return body;
}

it.each(WAYS)('%s tells from a leaked password who got it, when, and by which rule', async (_way, flags) => {
  const { requestId, credentials } = await login();
  for (const leaked of [credentials[0].password, credentials[0].authorizationToken]) {
    const run = await cli.portunus(['audit', '--token-stdin', ...flags], {}, `${leaked}\n`);
    expect([run.code, run.err]).toEqual([0, '']);
    expect(run.out).toContain(`  request:    ${requestId}\n`);
    expect(run.out).toContain('  caller:     repo:acme/shop:ref:refs/heads/main\n');
    expect(run.out).toMatch(/^ {2}allowed by: grants\[0\] {2}\{"issuer":"demo-ci"/m);
    expect(run.out).not.toContain(leaked);
  }
});

it.each(WAYS)('%s searches by all filters, and prints JSON', async (_way, flags) => {
  const { requestId, credentials } = await login();
  const fingerprint = createHash('sha256').update(credentials[0].authorizationToken).digest('hex');
  const args = ['--connector', 'shop-images', '--issuer', 'demo-ci', '--caller', 'repo:acme/shop:ref:refs/heads/main'];
  const more = ['--outcome', 'issued', '--fingerprint', fingerprint, '--request-id', requestId, '--since', '1h'];
  const run = await cli.portunus(['audit', ...args, ...more, '-o', 'json', ...flags]);
  expect([run.code, run.err]).toEqual([0, '']);
  expect(JSON.parse(run.out)).toEqual([expect.objectContaining({ requestId, grant: expect.any(Object) })]);
});

it.each(WAYS)('%s leaves a record of the search', async (_way, flags) => {
  const to = '2026-11-21T00:00:00.000Z';
  await cli.portunus(['audit', '--connector', 'nothing-here', '--from', '2026-11-20', '--to', to, ...flags]);
  const readings = (await auditItems(cli.aws)).filter(({ id }) => id?.S?.startsWith('connector=nothing-here&'));
  expect(readings.map(({ caller }) => caller?.M?.issuer?.S)).toContain(flags.length === 0 ? 'corp' : 'direct');
});

it.each(WAYS)('%s pages through all, to a bound that it tells', async (_way, flags) => {
  for (let count = 0; count < 3; count += 1) await login();
  const all = await cli.portunus(['audit', '--connector', 'shop-images', '-o', 'csv', ...flags]);
  expect(all.out.trim().split('\n').length).toBeGreaterThanOrEqual(4);
  const two = await cli.portunus(['audit', '--connector', 'shop-images', '-o', 'csv', '--limit', '2', ...flags]);
  expect(two.out.trim().split('\n').length).toBe(3);
  expect(two.err).toBe('portunus: there may be more than 2: --limit shows more\n');
});

it.each([
  ['a list', ['--issuer', 'nobody-here']],
  ['one request', ['--request-id', 'f0e1']],
])('a search for %s that finds nothing prints no table, and says so', async (_what, filter) => {
  const run = await cli.portunus(['audit', ...filter]);
  expect([run.code, run.out, run.err]).toEqual([0, '', 'portunus: no record was found\n']);
});

it('is for administrators and auditors', async () => {
  const run = await cli.portunus(['audit'], { PORTUNUS_TOKEN: await cli.tokenOf('person') });
  expect([run.code, run.out]).toEqual([1, '']);
  expect(run.err).toMatch(/is neither an administrator nor an auditor/);
});

it.each([
  [['--since', 'yesterday'], /must be a number of seconds/],
  [['--limit', '0'], /must be from 1 to 100000/],
  [['--caller', 'ada'], /--issuer is required beside --caller/],
  [['--follow', '--to', '2026-11-21'], /--to means nothing beside it/],
])('refuses the command line %j', async (args, message) => {
  const run = await cli.portunus(['audit', ...args]);
  expect([run.code, run.out]).toEqual([64, '']);
  expect(run.err).toMatch(message);
});
