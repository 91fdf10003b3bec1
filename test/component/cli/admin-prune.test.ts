// --prune deletes what the files do not have: that, and never more.
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { textOf, useAdminCli, WAYS } from '../../support/admin-cli.ts';
import {
  aConnectorToWrite,
  aJobToWrite,
  anAccountToWrite,
  anIssuerToWrite,
  theConnectorOf,
  type WrittenDefinition,
} from '../../support/admin-definitions.ts';

const cli = useAdminCli();

type Lists = Record<'issuers' | 'accounts' | 'connectors' | 'refreshJobs', WrittenDefinition[]>;
let before: Lists;

beforeAll(async () => {
  before = await exported();
});

afterEach(async () => {
  const path = cli.file('before.yml', textOf(before));
  expect((await cli.portunus(['apply', '-f', path, '--prune', '--yes', '--direct'])).code).toBe(0);
});

async function exported(): Promise<Lists> {
  return parse((await cli.portunus(['export', '--direct'])).out);
}

describe.each(WAYS)('%s', (_way, flags) => {
  const apply = (definitions: object, ...more: readonly string[]) =>
    cli.portunus(['apply', '-f', cli.file('prune.yml', textOf(definitions)), '--yes', ...flags, ...more]);

  /** Something of each kind that nothing of the sample refers to. */
  const added = async () => {
    const [issuer, account] = [anIssuerToWrite(), anAccountToWrite()];
    const grants = [{ issuer: issuer.id, claims: { team: ['a'] } }];
    const connector = aConnectorToWrite({ account: account.id, grants });
    const run = await apply({ issuers: [issuer], accounts: [account], connectors: [connector] });
    expect(run.code).toBe(0);
    return { issuer, account, connector };
  };

  it('without it, what a file does not have stays', async () => {
    const { issuer, account, connector } = await added();
    expect((await apply(before)).out).toContain('Nothing to change.');
    for (const [kind, { id }] of [
      ['issuer', issuer],
      ['account', account],
      ['connector', connector],
    ] as const) {
      expect(await cli.item(kind, id)).toMatchObject({ version: 1, deleted: false });
    }
  });

  it('deletes what refers to others first, says each, and leaves the rest as it is', async () => {
    const { issuer, account, connector } = await added();
    const run = await apply(before, '--prune');
    expect([run.code, run.err]).toEqual([0, '']);
    const lines = run.out.trimEnd().split('\n');
    expect(lines.filter((line) => line.startsWith('-'))).toEqual([
      `- delete    connector   ${connector.id}`,
      `- delete    account     ${account.id}`,
      `- delete    issuer      ${issuer.id}`,
    ]);
    expect(lines.filter((line) => /^[+~]/.test(line))).toEqual([]);
    expect(lines.at(-1)).toMatch(/^Applied: 3 deleted, \d+ unchanged\.$/);
    expect(await exported()).toEqual(before);
    for (const [kind, { id }] of [
      ['issuer', issuer],
      ['account', account],
      ['connector', connector],
    ] as const) {
      expect(await cli.item(kind, id)).toMatchObject({ version: 2, deleted: true });
      expect((await cli.changesOf(kind, id)).at(-1)).toMatchObject({ action: 'definition-delete', outcome: 'begun' });
    }
  });

  it('--dry-run only says so', async () => {
    const { connector } = await added();
    const run = await apply(before, '--prune', '--dry-run');
    expect(run.code).toBe(2);
    expect(run.out).toContain(`- delete    connector   ${connector.id}`);
    expect(await cli.item('connector', connector.id)).toMatchObject({ version: 1, deleted: false });
  });

  it('deletes nothing where the files have a fault, for instance for want of what they refer to', async () => {
    const { account, connector } = await added();
    const without = { ...before, connectors: [...before.connectors, connector], issuers: before.issuers };
    const run = await apply(without, '--prune');
    expect([run.code, run.out]).toEqual([1, '']);
    expect(run.err).toMatch(/connectors\[\d+\]\.account is not a defined account/);
    expect(await cli.item('account', account.id)).toMatchObject({ version: 1, deleted: false });
  });

  it('deletes a job and the connector that lets it in, which name each other', async () => {
    const job = aJobToWrite();
    await apply({ connectors: [theConnectorOf(job)], refreshJobs: [job] });
    const run = await apply(before, '--prune');
    expect([run.code, run.err]).toEqual([0, '']);
    expect(await exported()).toEqual(before);
  });

  it('deletes a job alone, where its connector stays and lets it in no more', async () => {
    const job = aJobToWrite();
    const connector = theConnectorOf(job);
    await apply({ connectors: [connector], refreshJobs: [job] });
    const kept = { ...before, connectors: [...before.connectors, { ...connector, grants: [] }] };
    const run = await apply(kept, '--prune');
    expect([run.code, run.err]).toEqual([0, '']);
    expect(await cli.item('refresh-job', job.id)).toMatchObject({ deleted: true });
    expect((await cli.item('connector', connector.id))?.definition.grants).toEqual([]);
  });

  it('deletes what is not readable', async () => {
    const { id } = anAccountToWrite();
    await cli.put('account', id, 'no json', 7);
    const run = await apply(before, '--prune');
    expect([run.code, run.err]).toEqual([0, '']);
    expect(await cli.item('account', id)).toMatchObject({ version: 8, deleted: true });
  });
});
