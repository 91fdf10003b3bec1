// An apply that is cut short anywhere: what it says of each definition is so, and applying again ends where it would have.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { textOf, useAdminCli } from '../../support/admin-cli.ts';
import { aConnectorToWrite, anAccountToWrite } from '../../support/admin-definitions.ts';
import { startTableProxy, type TableFault, type TableOperation, type TableProxy } from '../../support/table-proxy.ts';

const cli = useAdminCli();
let tables: TableProxy;

beforeAll(async () => {
  tables = await startTableProxy();
  tables.forwardTo(cli.aws.environment.AWS_ENDPOINT_URL_DYNAMODB);
});
afterAll(() => tables.stop());

const ALWAYS = Number.POSITIVE_INFINITY;
function accounts(count: number) {
  return Array.from({ length: count }, () => anAccountToWrite());
}

async function storedOf(ids: readonly { readonly id: string }[]) {
  return (await Promise.all(ids.map(({ id }) => cli.item('account', id)))).filter((item) => item !== undefined).length;
}

function direct(path: string) {
  return cli.portunus(['apply', '-f', path, '--yes', '--direct'], { AWS_ENDPOINT_URL_DYNAMODB: tables.url });
}

describe('a file of thirty, on the tables', () => {
  it.each<[TableOperation, TableFault, number]>([
    ['PutItem', 'server-error', 0],
    ['PutItem', 'access-denied', 17],
    ['PutItem', 'reset', 29],
    ['TransactWriteItems', 'access-denied', 0],
    ['TransactWriteItems', 'server-error', 0],
    ['TransactWriteItems', 'reset', 0],
    ['TransactWriteItems', 'no-table', 0],
  ])('is not there at all where %s fails (%s, after %i)', async (operation, fault, spared) => {
    const all = accounts(30);
    const path = cli.file('thirty.yml', textOf({ accounts: all }));
    tables.inject(operation, fault, ALWAYS, spared);
    const run = await direct(path);
    tables.clear();
    expect(run.code).toBe(fault === 'access-denied' || fault === 'no-table' ? 1 : 69);
    expect(await storedOf(all)).toBe(0);
    expect(run.err).toMatch(/nothing was written|written or not, no answer says which: 30 definitions/);
    expect(run.err).toContain('apply the file again to go on');
    const begun = (await cli.changesOf('account', all[29]?.id ?? '')).map(({ outcome }) => outcome);
    expect(['', 'begun', 'begun,failed']).toContain(begun.sort().join(','));
    const again = await direct(path);
    expect([again.code, again.err]).toEqual([0, '']);
    expect(await storedOf(all)).toBe(30);
  });

  it('is there whole where only the answer is lost', async () => {
    const all = accounts(30);
    tables.inject('TransactWriteItems', 'lost-answer');
    const run = await direct(cli.file('lost.yml', textOf({ accounts: all })));
    expect([run.code, run.err]).toEqual([0, '']);
    expect((await cli.item('account', all[0]?.id ?? ''))?.version).toBe(1);
  });
});

describe('a file of more than thirty, on the tables', () => {
  it.each([0, 1, 2])('is cut after %i transactions: says what is there, and goes on from it', async (spared) => {
    const all = accounts(70);
    const path = cli.file('seventy.yml', textOf({ accounts: all }));
    tables.inject('TransactWriteItems', 'access-denied', ALWAYS, spared);
    const run = await direct(path);
    tables.clear();
    expect(run.code).toBe(1);
    expect(await storedOf(all)).toBe(30 * spared);
    const lines = run.err.split('\n');
    if (spared === 0) expect(lines).toContain('portunus: nothing was written');
    else {
      const [first, last, next, end] = [0, 30 * spared - 1, 30 * spared, 69].map((index) => all[index]?.id);
      expect(lines).toContain(
        `portunus: written: ${30 * spared} definitions, from account ${first} to account ${last} of the plan`,
      );
      const rest = 70 - 30 * spared;
      const left = rest > 10 ? `${rest} definitions, from account ${next} to account ${end} of the plan` : '';
      expect(run.err).toContain(`portunus: not written: ${left}`);
    }
    const again = await direct(path);
    expect([again.code, again.err]).toEqual([0, '']);
    expect(again.out).toContain(`Applied: ${70 - 30 * spared} created`);
    expect(await storedOf(all)).toBe(70);
  });
});

describe('through the API', () => {
  it('a file of three is written in no part where somebody else takes an id in the meantime', async () => {
    const all = accounts(3);
    const path = cli.file('three.yml', textOf({ accounts: all }));
    const taken = { ...anAccountToWrite({ id: all[1]?.id }), awsAccountId: '999999999999' };
    const step = async () => expect((await cli.ask({ route: 'POST /accounts', body: taken })).status).toBe(201);
    // The first request asks for the plan.
    cli.api.beforeNext('POST', async () => cli.api.beforeNext('POST', step));
    const run = await cli.portunus(['apply', '-f', path, '--yes']);
    expect([run.code, run.err]).toEqual([1, expect.stringContaining('portunus: nothing was written\n')]);
    expect(await storedOf(all)).toBe(1);
    const after = await cli.portunus(['apply', '-f', path, '--yes']);
    expect([after.code, after.err]).toEqual([0, '']);
    expect(await storedOf(all)).toBe(3);
  });

  it('a file of any size is planned in one request, and written in one', async () => {
    cli.api.requests.length = 0;
    const run = await cli.portunus(['apply', '-f', cli.file('forty.yml', textOf({ accounts: accounts(40) })), '--yes']);
    expect([run.code, run.err]).toEqual([0, '']);
    expect(cli.api.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /v1/caller',
      'POST /v1/definitions',
      'POST /v1/definitions',
    ]);
  });

  it('without an answer that is said, with how it goes on', async () => {
    const all = accounts(2);
    const path = cli.file('unanswered.yml', textOf({ accounts: all }));
    cli.api.beforeNext('POST', async () =>
      cli.api.beforeNext('POST', async () => {
        throw new Error('no answer');
      }),
    );
    const run = await cli.portunus(['apply', '-f', path, '--yes']);
    expect([run.code, run.err]).toEqual([
      69,
      expect.stringMatching(
        /can't be reached: .*\nportunus: no answer says whether the rest was written\nportunus: apply the files again to go on\n$/,
      ),
    ]);
    expect((await cli.portunus(['apply', '-f', path, '--yes'])).code).toBe(0);
    expect(await storedOf(all)).toBe(2);
  });
});

it('a connector is not there without its account, wherever it is cut', async () => {
  for (const spared of [0, 1, 2, 3]) {
    const account = anAccountToWrite();
    const connector = aConnectorToWrite({ account: account.id });
    tables.inject('PutItem', 'access-denied', ALWAYS, spared);
    await direct(cli.file('pair.yml', textOf({ accounts: [account], connectors: [connector] })));
    tables.clear();
    const there = [await cli.item('account', account.id), await cli.item('connector', connector.id)];
    expect(new Set(there.map((item) => item !== undefined)).size).toBe(1);
  }
});
