// Definitions that were deleted: the plan knows them, nothing is written beside them, and there is a way back.
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { textOf, useAdminCli, WAYS } from '../../support/admin-cli.ts';
import { aConnectorToWrite, anAccountToWrite, anIssuerToWrite } from '../../support/admin-definitions.ts';

const cli = useAdminCli();

async function exported() {
  return parse((await cli.portunus(['export', '--direct'])).out);
}

describe.each(WAYS)('%s', (_way, flags) => {
  const apply = (definitions: object, ...more: readonly string[]) =>
    cli.portunus(['apply', '-f', cli.file('deleted.yml', textOf(definitions)), ...flags, ...more]);

  it('a deleted id is told by the plan with its line, when and by whom, and nothing of the file is written', async () => {
    const connector = aConnectorToWrite();
    await cli.apply({ connectors: [connector] });
    await cli.portunus(['delete', 'connector', connector.id, '--yes', ...flags]);
    const [issuer, account] = [anIssuerToWrite(), anAccountToWrite()];
    for (const more of ['--dry-run', '--yes']) {
      const run = await apply({ issuers: [issuer], accounts: [account], connectors: [connector] }, more);
      expect([run.code, run.out]).toEqual([1, '']);
      expect(run.err).toMatch(
        new RegExp(
          `^portunus: \\S+deleted\\.yml:\\d+: connectors\\[0\\]\\.id was deleted on \\d{4}-\\d{2}-\\d{2} by \\S+ ` +
            `and can't be reused; bring it back with portunus restore connector ${connector.id}\n$`,
        ),
      );
    }
    expect(await cli.item('issuer', issuer.id)).toBeUndefined();
    expect(await cli.item('account', account.id)).toBeUndefined();
  });

  it('restore brings it back as it was, with its external ID, and the file applies again', async () => {
    const connector = aConnectorToWrite();
    await cli.apply({ connectors: [connector] });
    const { externalId } = (await cli.item('connector', connector.id))?.definition ?? {};
    await cli.portunus(['delete', 'connector', connector.id, '--yes', ...flags]);
    const run = await cli.portunus(['restore', 'connector', connector.id, '--yes', ...flags]);
    const out = [
      `+ create    connector   ${connector.id}`,
      `Plan: version 1 of connector ${connector.id} becomes its version 3.`,
      `restored connector ${connector.id} as version 3`,
      `  external ID: ${externalId}\n`,
    ].join('\n');
    expect(run).toEqual({ code: 0, out, err: '' });
    expect(await cli.item('connector', connector.id)).toMatchObject({ version: 3, definition: { externalId } });
    const again = await apply({ connectors: [connector] }, '--dry-run');
    expect([again.code, again.err]).toEqual([0, '']);
    expect((await cli.changesOf('connector', connector.id)).at(-1)).toMatchObject({ action: 'definition-restore' });
  });

  it('restore --version goes back to an earlier one of what is there', async () => {
    const account = anAccountToWrite();
    await cli.apply({ accounts: [account] });
    await cli.apply({ accounts: [{ ...account, awsAccountId: '444444444444' }] });
    const refused = await cli.portunus(['restore', 'account', account.id, ...flags]);
    expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('id is not deleted; name the version')]);
    const run = await cli.portunus(['restore', 'account', account.id, '--version', '1', '--yes', ...flags]);
    const out = [
      `~ change    account     ${account.id}`,
      '      awsAccountId: "444444444444" -> "123456789012"',
      `Plan: version 1 of account ${account.id} becomes its version 3.`,
      `restored account ${account.id} as version 3\n`,
    ].join('\n');
    expect(run).toEqual({ code: 0, out, err: '' });
    expect((await cli.item('account', account.id))?.definition).toEqual(account);
  });

  it('restore of what never was says so', async () => {
    const run = await cli.portunus(['restore', 'account', 'never-there', ...flags]);
    expect(run).toEqual({ code: 1, out: '', err: 'portunus: account never-there was never defined\n' });
  });

  it('an empty file deletes nothing: --prune wants --allow-empty, and without it the file is warned of', async () => {
    const before = await exported();
    const path = cli.file('empty.yml', '');
    const pruned = await cli.portunus(['apply', '-f', path, '--prune', '--yes', ...flags]);
    expect([pruned.code, pruned.out]).toEqual([1, '']);
    expect(pruned.err).toContain('--prune would leave no definition at all: give --allow-empty');
    const plain = await cli.portunus(['apply', '-f', path, '--yes', ...flags]);
    expect([plain.code, plain.out]).toEqual([
      0,
      'warning: the files define nothing\nNothing to change.\nApplied: 0 changed, 0 unchanged.\n',
    ]);
    expect(await exported()).toEqual(before);
  });
});

it('all that --prune --allow-empty deleted comes back', async () => {
  const before = await exported();
  const path = cli.file('nothing.yml', 'connectors: []\n');
  const pruned = await cli.portunus(['apply', '-f', path, '--prune', '--allow-empty', '--yes', '--direct']);
  expect([pruned.code, pruned.err]).toEqual([0, '']);
  expect(pruned.out).toMatch(/\nPlan: \d+ to delete\.\nApplied: \d+ deleted\.\n$/);
  expect(await exported()).toEqual({ issuers: [], accounts: [], connectors: [], refreshJobs: [] });
  const kinds = [
    ['issuer', before.issuers],
    ['account', before.accounts],
    ['connector', before.connectors],
    ['refresh-job', before.refreshJobs],
  ] as const;
  for (const [kind, list] of kinds) {
    for (const { id } of list) {
      const run = await cli.portunus(['restore', kind, id, '--direct', '--yes']);
      expect([run.code, run.err]).toEqual([0, '']);
    }
  }
  expect(await exported()).toEqual(before);
  // A process for each.
});

describe('who may', () => {
  it.each([['apply'], ['delete'], ['restore']])('%s: administrators alone, and it is said', async (command) => {
    const account = anAccountToWrite();
    const args: Record<string, readonly string[]> = {
      apply: ['apply', '-f', cli.file('mine.yml', textOf({ accounts: [account] })), '--yes'],
      delete: ['delete', 'account', 'build', '--yes'],
      restore: ['restore', 'account', 'build', '--yes'],
    };
    const run = await cli.portunus(args[command] ?? [], { PORTUNUS_TOKEN: await cli.tokenOf('person') });
    expect([run.code, run.out]).toEqual([1, '']);
    expect(run.err).toMatch(/^portunus: only administrators may do that: .* \(bob of corp\)\n/);
  });
});

it('an external ID of one’s own is refused by the plan, before anything is written through the API', async () => {
  const account = anAccountToWrite();
  const connector = aConnectorToWrite({ account: account.id, externalId: 'portunus-chosen' });
  const path = cli.file('chosen.yml', textOf({ accounts: [account], connectors: [connector] }));
  const run = await cli.portunus(['apply', '-f', path, '--yes']);
  expect([run.code, run.out]).toEqual([1, '']);
  expect(run.err).toMatch(/chosen\.yml:\d+: connectors\[0\]\.externalId is made by Portunus/);
  expect(await cli.item('account', account.id)).toBeUndefined();
});
