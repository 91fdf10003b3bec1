// What a definition was, on the terminal, and the way back to it.
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { versionKey } from '../../../shared/aws/dynamodb/definition-versions.ts';
import { useAdminCli, WAYS } from '../../support/admin-cli.ts';
import { aConnectorToWrite, anAccountToWrite } from '../../support/admin-definitions.ts';

const cli = useAdminCli();
const TIME = /\d{4}-\d{2}-\d{2}T[\d:.]+Z/.source;

async function changedAccount() {
  const account = anAccountToWrite();
  await cli.apply({ accounts: [account] });
  await cli.apply({ accounts: [{ ...account, awsAccountId: '444444444444' }] });
  return account;
}

describe.each(WAYS)('%s', (_way, flags) => {
  const portunus = (...args: readonly string[]) => cli.portunus([...args, ...flags]);

  it('history lists every version, newest first, deletions too', async () => {
    const { id } = await changedAccount();
    await portunus('delete', 'account', id, '--yes');
    const { code, out, err } = await portunus('history', 'account', id);
    expect([code, err]).toEqual([0, '']);
    const lines = out.trimEnd().split('\n');
    expect(lines[0]).toMatch(/^VERSION +CHANGED AT +CHANGED BY +WHAT$/);
    expect(lines[1]).toMatch(new RegExp(`^3 +${TIME} +\\S.* +deleted$`));
    expect(lines[2]).toMatch(new RegExp(`^2 +${TIME} +direct:tests +-$`));
    expect(lines[3]).toMatch(new RegExp(`^1 +${TIME} +direct:tests +-$`));
    const json = await portunus('history', 'account', id, '-o', 'json');
    expect(JSON.parse(json.out).map(({ version }: { version: number }) => version)).toEqual([3, 2, 1]);
  });

  it('history --version shows the definition as it was', async () => {
    const account = await changedAccount();
    const { code, out } = await portunus('history', 'account', account.id, '--version', '1');
    expect([code, parse(out)]).toEqual([
      0,
      expect.objectContaining({ ...account, version: 1, changedBy: 'direct:tests' }),
    ]);
  });

  it('history --diff shows each field that differs', async () => {
    const { id } = await changedAccount();
    const text = await portunus('history', 'account', id, '--diff', '1..2');
    expect(text).toEqual({ code: 0, out: 'awsAccountId: "123456789012" -> "444444444444"\n', err: '' });
    const json = await portunus('history', 'account', id, '--diff', '2..1', '-o', 'json');
    expect(JSON.parse(json.out)).toEqual([{ field: 'awsAccountId', from: '444444444444', to: '123456789012' }]);
    expect((await portunus('history', 'account', id, '--diff', '1..1')).out).toBe('no difference\n');
  });

  it.each([
    ['an id that never was', ['account', 'never-there'], 1],
    ['a version that was not kept', ['account', 'build', '--version', '99'], 1],
    ['half a range', ['account', 'build', '--diff', '1..'], 64],
    ['both', ['account', 'build', '--version', '1', '--diff', '1..2'], 64],
  ])('history of %s says so', async (_what, args, code) => {
    const run = await portunus('history', ...args);
    expect([run.code, run.out, run.err === '']).toEqual([code, '', false]);
  });

  it('restore --dry-run shows the plan, ends with 2, and changes nothing', async () => {
    const { id } = await changedAccount();
    const run = await portunus('restore', 'account', id, '--version', '1', '--dry-run');
    expect([run.code, run.out]).toEqual([
      2,
      `~ change    account     ${id}\n` +
        '      awsAccountId: "444444444444" -> "123456789012"\n' +
        `Plan: version 1 of account ${id} becomes its version 3.\n`,
    ]);
    expect(await cli.item('account', id)).toMatchObject({ version: 2 });
  });

  it('restore without --yes asks, and without a terminal changes nothing', async () => {
    const { id } = await changedAccount();
    const run = await portunus('restore', 'account', id, '--version', '1');
    expect([run.code, run.err]).toEqual([1, 'portunus: there is no terminal to ask on: give --yes to go on\n']);
    expect(await cli.item('account', id)).toMatchObject({ version: 2 });
  });

  it('restore of the version that is there changes nothing', async () => {
    const { id } = await changedAccount();
    const run = await portunus('restore', 'account', id, '--version', '2', '--yes');
    const out = `Nothing to change: account ${id} is as it was at version 2.\n`;
    expect(run).toEqual({ code: 0, out, err: '' });
    expect(await cli.item('account', id)).toMatchObject({ version: 2 });
  });

  it('restore of a version that no longer passes the checks says why, and changes nothing', async () => {
    const gone = anAccountToWrite();
    const connector = aConnectorToWrite({ account: gone.id });
    await cli.apply({ accounts: [gone], connectors: [connector] });
    await cli.apply({ connectors: [{ ...connector, account: 'build' }] });
    await portunus('delete', 'account', gone.id, '--yes');
    const run = await portunus('restore', 'connector', connector.id, '--version', '1', '--yes');
    expect([run.code, run.out]).toEqual([1, '']);
    expect(run.err).toMatch(new RegExp(`^portunus: connector ${connector.id}: account \\S.*\n$`));
    expect(await cli.item('connector', connector.id)).toMatchObject({ version: 2 });
  });

  it('restore of a version of a newer release is refused, and one from before it is restored', async () => {
    const account = anAccountToWrite();
    const { id } = account;
    await cli.apply({ accounts: [account] });
    const numbers = { schema: { N: '1' }, version: { N: '2' }, minReader: { N: '99' } };
    const text = { definition: { S: JSON.stringify({ ...account, labels: ['a'] }) } };
    const items = [
      { kind: { S: 'account' }, id: { S: id }, ...numbers, ...text, definedBy: { S: 'corp:eve' } },
      { ...versionKey('account', id, 2), ...numbers, ...text, changedBy: { S: 'corp:eve' } },
    ];
    const TableName = 'portunus-local-definitions';
    for (const Item of items) await cli.aws.dynamoDb.send(new PutItemCommand({ TableName, Item }));
    const shown = await portunus('history', 'account', id, '--version', '2');
    expect(parse(shown.out)).toEqual({ id, version: 2, changedBy: 'corp:eve', newer: true });
    const refused = await portunus('restore', 'account', id, '--version', '2', '--yes');
    expect([refused.code, refused.err]).toEqual([
      1,
      `portunus: account ${id}: version is of a newer release, and can be restored by that release only\n`,
    ]);
    expect((await portunus('restore', 'account', id, '--version', '1', '--yes')).code).toBe(0);
    expect(await cli.item('account', id)).toMatchObject({ version: 3, definition: account });
  });

  it('restore to an earlier version keeps the external ID', async () => {
    const connector = aConnectorToWrite();
    await cli.apply({ connectors: [connector] });
    const { externalId } = (await cli.item('connector', connector.id))?.definition ?? {};
    await cli.apply({ connectors: [{ ...connector, access: 'push' }] });
    const run = await portunus('restore', 'connector', connector.id, '--version', '1', '--yes');
    expect(run.out.endsWith(`  external ID: ${externalId}\n`)).toBe(true);
    expect((await cli.item('connector', connector.id))?.definition).toEqual({ ...connector, externalId });
  });
});
