// What is exported applies again: to where it came from as no change, to an empty deployment as the same.
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { useAdminCli, WAYS } from '../../support/admin-cli.ts';

const cli = useAdminCli();
const SECOND = { PORTUNUS_DEFINITIONS_TABLE: 'second-definitions', PORTUNUS_ACTIVITY_TABLE: 'second-activity' };

async function exportTo(name: string, flags: readonly string[]): Promise<string> {
  const path = join(cli.folder, name);
  const run = await cli.portunus(['export', '-f', path, '--force', ...flags]);
  expect(run).toEqual({ code: 0, out: '', err: '' });
  return path;
}
function externalIdsIn(path: string): readonly string[] {
  return parse(readFileSync(path, 'utf8')).connectors.map(({ externalId }: { externalId?: string }) => externalId);
}

describe.each(WAYS)('%s', (way, flags) => {
  it.each(['yaml', 'json'])('as %s it has every definition as it was written, but for external IDs', async (form) => {
    const run = await cli.portunus(['export', '-o', form, ...flags]);
    expect([run.code, run.err]).toEqual([0, '']);
    const all = form === 'json' ? JSON.parse(run.out) : parse(run.out);
    expect(Object.keys(all)).toEqual(['issuers', 'accounts', 'connectors', 'refreshJobs']);
    expect(all.accounts).toEqual([(await cli.item('account', 'build'))?.definition]);
    expect(all.refreshJobs).toEqual([(await cli.item('refresh-job', 'shop-servers'))?.definition]);
    expect(all.connectors.map(({ id }: { id: string }) => id)).toEqual([
      'bakery-images',
      'shop-images',
      'shop-packages',
      'shop-releases',
      'shop-servers',
    ]);
    const { externalId, ...rest } = (await cli.item('connector', 'shop-images'))?.definition ?? {};
    expect(all.connectors[1]).toEqual(rest);
    expect(run.out).not.toContain(externalId);
  });

  it.each([
    ['without external IDs', []],
    ['with them', ['--with-external-ids']],
  ])('%s it is no change where it came from, both ways', async (_what, more) => {
    const path = await exportTo('again.yml', [...more, ...flags]);
    for (const [, other] of WAYS) {
      for (const prune of [[], ['--prune']]) {
        const run = await cli.portunus(['apply', '-f', path, '--dry-run', ...other, ...prune]);
        expect([run.code, run.err]).toEqual([0, '']);
        expect(run.out).toContain('Nothing to change.');
      }
    }
  });

  it('a file is for whoever wrote it alone', async () => {
    const path = await exportTo(`mode-${way.replaceAll(' ', '-')}.yml`, flags);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });
});

describe('to an empty deployment', () => {
  const tables = async (name: string) => {
    const overrides = Object.fromEntries(Object.entries(SECOND).map(([key, table]) => [key, `${name}-${table}`]));
    expect((await cli.portunus(['tables', 'create'], overrides)).code).toBe(0);
    return overrides;
  };

  it('with external IDs it is the same, so that no trust policy breaks', async () => {
    const overrides = await tables('same');
    const path = await exportTo('with.yml', ['--with-external-ids']);
    const run = await cli.portunus(['apply', '-f', path, '--direct', '--yes'], overrides);
    expect([run.code, run.err]).toEqual([0, '']);
    const there = await cli.portunus(['export', '--with-external-ids', '--direct'], overrides);
    expect(there.out).toBe(readFileSync(path, 'utf8'));
    expect(externalIdsIn(path).every((id) => /^portunus-/.test(id))).toBe(true);
  });

  it('without them each connector gets its own', async () => {
    const overrides = await tables('own');
    const path = await exportTo('without.yml', []);
    await cli.portunus(['apply', '-f', path, '--direct', '--yes'], overrides);
    const there = join(cli.folder, 'there.yml');
    await cli.portunus(['export', '-f', there, '--with-external-ids', '--direct'], overrides);
    const here = await exportTo('here.yml', ['--with-external-ids']);
    const [own, others] = [externalIdsIn(there), externalIdsIn(here)];
    expect(own).toHaveLength(5);
    expect(new Set([...own, ...others]).size).toBe(10);
  });

  it('through the API no external ID is taken along, and that is said before anything is written', async () => {
    const path = await exportTo('along.yml', ['--with-external-ids']);
    const text = readFileSync(path, 'utf8').replaceAll('shop-images', 'shop-pictures');
    const run = await cli.portunus(['apply', '-f', cli.file('along.yml', text), '--yes']);
    expect(run.code).toBe(1);
    expect(run.err).toContain(
      'externalId is made by Portunus, and not taken from a request: apply --direct alone can keep one',
    );
    expect(await cli.item('connector', 'shop-pictures')).toBeUndefined();
  });
});
