// Two who apply at once: the one who comes too late is told, and loses nothing by applying again.
import { expect, it } from 'vitest';
import { textOf, useAdminCli } from '../../support/admin-cli.ts';
import { aConnectorToWrite, anAccountToWrite } from '../../support/admin-definitions.ts';
import { startTableProxy } from '../../support/table-proxy.ts';

const cli = useAdminCli();

async function applied() {
  const [account, connector] = [anAccountToWrite(), aConnectorToWrite()];
  const fileWith = (fields: object) =>
    cli.file('mine.yml', textOf({ accounts: [account], connectors: [{ ...connector, ...fields }] }));
  await cli.portunus(['apply', '-f', fileWith({}), '--yes']);
  return { connector, fileWith };
}

async function theirs(id: string): Promise<void> {
  const body = { description: 'Theirs' };
  const { status } = await cli.ask({ route: 'PATCH /connectors/{id}', id, body });
  expect(status).toBe(200);
}

/** Between the plan and what is written by it. */
function beforeItIsWritten(step: () => Promise<void>): void {
  cli.api.beforeNext('POST', async () => cli.api.beforeNext('POST', step));
}

function expectTold(run: { readonly code: number; readonly err: string }, id: string, became: string): void {
  expect([run.code, run.err]).toEqual([
    1,
    `portunus: connector ${id} was changed meanwhile\n${became}` +
      'portunus: look at what is there now, and apply the file again\n',
  ]);
}

const NOTHING = 'portunus: nothing was written\n';
const CHANGED =
  /^portunus: Somebody else has changed it .*\(HTTP 412, .*\nportunus: nothing was written\nportunus: look at what is there now, and apply the files again\n$/;

it('through the API', async () => {
  const { connector, fileWith } = await applied();
  const { id } = connector;
  beforeItIsWritten(() => theirs(id));
  const path = fileWith({ name: 'Mine' });
  const run = await cli.portunus(['apply', '-f', path, '--yes']);
  expect([run.code, run.err]).toEqual([1, expect.stringMatching(CHANGED)]);
  expect((await cli.item('connector', id))?.definition).toMatchObject({ description: 'Theirs' });
  const again = await cli.portunus(['apply', '-f', path, '--yes']);
  expect([again.code, again.err]).toEqual([0, '']);
  // The file says what is to be there: what it does not have is taken away, and said.
  expect(again.out).toContain('      description: "Theirs" -> absent\n');
  expect(await cli.item('connector', id)).toMatchObject({ version: 3, definition: { name: 'Mine' } });
});

it('on the tables', async () => {
  const { connector, fileWith } = await applied();
  const { id } = connector;
  const tables = await startTableProxy();
  tables.forwardTo(cli.aws.environment.AWS_ENDPOINT_URL_DYNAMODB);
  tables.beforeNext('TransactWriteItems', () => theirs(id));
  const path = fileWith({ name: 'Mine' });
  const flags = ['apply', '-f', path, '--yes', '--direct'];
  expectTold(await cli.portunus(flags, { AWS_ENDPOINT_URL_DYNAMODB: tables.url }), id, NOTHING);
  const records = (await cli.changesOf('connector', id)).slice(1).map(({ outcome, code, by }) => [outcome, code, by]);
  expect(records).toHaveLength(3);
  expect(records).toContainEqual(['failed', 'conflict', expect.stringMatching(/^direct:/)]);
  const again = await cli.portunus(flags);
  expect([again.code, again.err]).toEqual([0, '']);
  expect(await cli.item('connector', id)).toMatchObject({ version: 3, definition: { name: 'Mine' } });
  await tables.stop();
});

it('of two changes none is written', async () => {
  const { connector } = await applied();
  const account = anAccountToWrite();
  const changed = { accounts: [account], connectors: [{ ...connector, name: 'Mine' }] };
  beforeItIsWritten(() => theirs(connector.id));
  const run = await cli.portunus(['apply', '-f', cli.file('two.yml', textOf(changed)), '--yes']);
  expect([run.code, run.err]).toEqual([1, expect.stringMatching(CHANGED)]);
  expect(await cli.item('account', account.id)).toBeUndefined();
});

it('a definition that was deleted meanwhile is not brought back', async () => {
  const account = anAccountToWrite();
  const fileWith = (fields: object) => cli.file('gone.yml', textOf({ accounts: [{ ...account, ...fields }] }));
  await cli.portunus(['apply', '-f', fileWith({}), '--yes']);
  const headers = { 'if-match': '*' };
  beforeItIsWritten(async () => {
    await cli.ask({ route: 'DELETE /accounts/{id}', id: account.id, headers });
  });
  const path = fileWith({ partition: 'aws-cn' });
  const run = await cli.portunus(['apply', '-f', path, '--yes']);
  expect([run.code, run.err]).toEqual([1, expect.stringContaining(`account ${account.id}`)]);
  const direct = await cli.portunus(['apply', '-f', path, '--yes', '--direct']);
  expect([direct.code, direct.err]).toEqual([1, expect.stringContaining(`account ${account.id}`)]);
  expect(await cli.item('account', account.id)).toMatchObject({ deleted: true });
});
