// What is defined, on the terminal; and taken away from there.
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { createRecordRefresh } from '../../../shared/aws/dynamodb/refresh-history.ts';
import { useAdminCli, WAYS } from '../../support/admin-cli.ts';
import {
  aConnectorToWrite,
  aJobToWrite,
  anAccountToWrite,
  KINDS,
  PATHS,
  theConnectorOf,
} from '../../support/admin-definitions.ts';
import { aCall } from '../../support/builders.ts';
import { idOf, putConnectors } from '../../support/many-connectors.ts';

const cli = useAdminCli();

describe.each(WAYS)('%s', (_way, flags) => {
  const portunus = (...args: readonly string[]) => cli.portunus([...args, ...flags]);

  it.each([
    ['issuer', 'demo-ci'],
    ['account', 'build'],
    ['connector', 'shop-images'],
    ['refresh-job', 'shop-servers'],
  ] as const)('get shows a definition of kind %s as it was written, as YAML or JSON', async (kind, id) => {
    const written = (await cli.item(kind, id))?.definition;
    const yaml = await portunus('get', kind, id);
    expect([yaml.code, yaml.err, parse(yaml.out)]).toEqual([0, '', written]);
    expect(yaml.out).toMatch(new RegExp(`^id: ${id}\n`));
    const json = await portunus('get', PATHS[kind].slice(1), id, '-o', 'json');
    expect([json.code, JSON.parse(json.out)]).toEqual([0, written]);
  });

  it.each(KINDS)('get of a definition of kind %s that is not there says so', async (kind) => {
    expect(await portunus('get', kind, 'nowhere')).toEqual({
      code: 1,
      out: '',
      err: `portunus: there is no ${kind} nowhere\n`,
    });
  });

  it('a kind that there is none of is said, with those that there are', async () => {
    for (const args of [
      ['get', 'role', 'x1'],
      ['list', 'role'],
      ['delete', 'role', 'x1', '--yes'],
    ]) {
      const run = await portunus(...args);
      const err = 'portunus: unknown kind role: it is one of issuer, account, connector, refresh-job\n';
      expect(run).toEqual({ code: 64, out: '', err });
    }
  });

  it('list shows a line for each, in columns', async () => {
    const run = await portunus('list', 'refresh-jobs');
    expect([run.code, run.err]).toEqual([0, '']);
    const rows = run.out
      .trimEnd()
      .split('\n')
      .map((line) => line.split(/ {2,}/));
    expect(rows[0]).toEqual(['ID', 'NAME', 'STATE', 'CONNECTOR', 'FORMAT', 'DESTINATION']);
    expect(rows.slice(1).every(([id]) => id !== '')).toBe(true);
    expect(run.out).toMatch(/^shop-servers +- +enabled +shop-servers +docker-config +arn:aws:secretsmanager:\S+$/m);
    const connectors = await portunus('list', 'connector');
    expect(connectors.out).toMatch(
      /^shop-images +Images of the shop +enabled +assumed-role +build +portunus\/shop-images +eu-west-1 +\d$/m,
    );
  });

  it('list as JSON is the definitions themselves', async () => {
    const run = await portunus('list', 'account', '-o', 'json');
    const all = JSON.parse(run.out);
    expect(all).toContainEqual((await cli.item('account', 'build'))?.definition);
  });

  it('list goes on to the last page', async () => {
    const ids = Array.from({ length: 250 }, (_, index) => idOf(index));
    await putConnectors(
      cli.aws,
      ids.map((id) => ({ id })),
    );
    const all: { id: string }[] = JSON.parse((await portunus('list', 'connector', '-o', 'json')).out);
    expect(all.map(({ id }) => id).filter((id) => id.startsWith('many-'))).toEqual(ids);
  });

  it('jobs list, run and history tell of refresh jobs', async () => {
    const job = aJobToWrite();
    await cli.apply({ connectors: [theConnectorOf(job)], refreshJobs: [job] });
    const { destination, connector, id } = job as typeof job & { destination: { arn: string } };
    const shown = async () => {
      const lines: { id: string }[] = JSON.parse((await portunus('jobs', 'list', '-o', 'json')).out);
      return lines.find((line) => line.id === id);
    };
    const dueAt = expect.stringMatching(/^20/);
    const state = { job: id, dueAt, failures: 0 };
    expect(await shown()).toEqual({ id, enabled: true, connector, destination: destination.arn, state });
    const run = await portunus('jobs', 'run', id);
    expect(run).toEqual({ code: 0, out: `${id} is due now; the schedule looks once a minute.\n`, err: '' });
    const record = createRecordRefresh({ client: cli.aws.dynamoDb, tableName: 'portunus-local-activity' });
    const tries = ['2026-11-21T12:00:00.000Z', '2026-11-21T13:00:00.000Z', '2026-11-21T14:00:00.000Z'];
    for (const at of tries) {
      await record(
        { job: id, requestId: 'r', at: new Date(at), outcome: 'failed', error: { code: 'internal' } },
        aCall(),
      );
    }
    const history = await portunus('jobs', 'history', id, '-n', '2', '-o', 'json');
    const told = { job: id, requestId: 'r', outcome: 'failed', error: { code: 'internal' } };
    expect(JSON.parse(history.out)).toEqual([
      { ...told, at: tries[2] },
      { ...told, at: tries[1] },
    ]);
    for (const command of ['run', 'history']) {
      const missing = await portunus('jobs', command, 'nowhere');
      expect([missing.code, missing.out]).toEqual([1, '']);
      expect(missing.err).toMatch(/no (?:refresh job nowhere|such definition)|not_found/);
    }
  });

  it('a form that there is none of is said', async () => {
    const run = await portunus('get', 'account', 'build', '-o', 'xml');
    expect([run.code, run.out]).toEqual([64, '']);
    expect(run.err).toContain('must be yaml or json');
  });

  it('delete takes a definition away, and says how it comes back', async () => {
    const account = anAccountToWrite();
    await cli.apply({ accounts: [account] });
    const run = await portunus('delete', 'account', account.id, '--yes');
    expect(run).toEqual({
      code: 0,
      out: `deleted account ${account.id}; portunus restore account ${account.id} brings it back\n`,
      err: '',
    });
    expect(await cli.item('account', account.id)).toMatchObject({ version: 2, deleted: true });
    const again = await portunus('delete', 'account', account.id, '--yes');
    expect([again.code, again.out]).toEqual([1, '']);
    expect(again.err).toMatch(
      new RegExp(
        `^portunus: account ${account.id} was deleted on [0-9-]{10} by .*; portunus restore account ${account.id} brings`,
      ),
    );
  });

  it('delete does nothing where nobody can be asked', async () => {
    const account = anAccountToWrite();
    await cli.apply({ accounts: [account] });
    const run = await portunus('delete', 'account', account.id);
    expect([run.code, run.out, run.err]).toEqual([1, '', expect.stringContaining('give --yes to go on')]);
    expect(await cli.item('account', account.id)).toMatchObject({ deleted: false });
  });

  it('delete of what others refer to names them, and deletes nothing', async () => {
    const [account, job] = [anAccountToWrite(), aJobToWrite()];
    const users = [aConnectorToWrite({ account: account.id }), aConnectorToWrite({ account: account.id })];
    await cli.apply({ accounts: [account], connectors: [...users, theConnectorOf(job)], refreshJobs: [job] });
    const refused = await portunus('delete', 'account', account.id, '--yes');
    expect([refused.code, refused.out]).toEqual([1, '']);
    // The service says it in its own words.
    expect(users.filter(({ id }) => !refused.err.includes(id))).toEqual([]);
    expect(refused.err).toMatch(/is referred to by: |refers to it\n$/);
    const used = await portunus('delete', 'connector', `for-${job.id}`, '--yes');
    expect(used.err).toMatch(new RegExp(`(?:is referred to by: ${job.id}|${job.id} refers to it)\n$`));
    expect(await cli.item('account', account.id)).toMatchObject({ deleted: false });
    expect(await cli.item('connector', `for-${job.id}`)).toMatchObject({ deleted: false });
  });
});
