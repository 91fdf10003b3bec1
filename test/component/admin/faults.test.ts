// Tables that fail while definitions are written: nothing changes without a record, and nobody is told what is not so.
import { afterEach, describe, expect, it } from 'vitest';
import { useAdminTablesService } from '../../support/admin.ts';
import { aConnectorToWrite, aJobToWrite, anAccountToWrite, theConnectorOf } from '../../support/admin-definitions.ts';
import { expectProblem } from '../../support/problem.ts';
import type { TableFault } from '../../support/table-proxy.ts';

const service = useAdminTablesService();
const { tables } = service;
const ALWAYS = Number.POSITIVE_INFINITY;
const headers = { 'if-match': '*' };

afterEach(() => service.tables.clear());

async function stored() {
  const account = anAccountToWrite();
  await service.apply({ accounts: [account] });
  return account;
}
function inject(...order: Parameters<typeof tables.inject>) {
  return service.tables.inject(...order);
}

const WRITES = [
  ['POST', 'POST /accounts'],
  ['PUT', 'PUT /accounts/{id}'],
  ['PATCH', 'PATCH /accounts/{id}'],
  ['DELETE', 'DELETE /accounts/{id}'],
] as const;

function write(method: string, account: { readonly id: string }) {
  const { id } = account;
  const changed = { ...account, awsAccountId: '444444444444' };
  if (method === 'POST') return service.ask({ route: 'POST /accounts', body: changed });
  if (method === 'DELETE') return service.ask({ route: 'DELETE /accounts/{id}', id, headers });
  return service.ask({ route: `${method} /accounts/{id}`, id, headers, body: changed });
}

describe.each(WRITES)('%s', (method) => {
  it.each<TableFault>(['access-denied', 'server-error', 'reset', 'empty'])(
    'without a record (%s) changes nothing',
    async (fault) => {
      const account = method === 'POST' ? anAccountToWrite() : await stored();
      inject('PutItem', fault, ALWAYS);
      const answer = await write(method, account);
      expectProblem(answer, { status: 503, code: 'audit_unavailable', stage: 'audit' });
      service.tables.clear();
      const after = await service.item('account', account.id);
      if (method === 'POST') expect(after).toBeUndefined();
      else expect(after).toMatchObject({ version: 1, deleted: false, definition: account });
    },
  );

  it.each<[TableFault, number, string]>([
    ['access-denied', 500, 'misconfigured'],
    ['server-error', 503, 'table_unavailable'],
  ])('that the table refuses (%s) changes nothing, and the record says that it failed', async (fault, status, code) => {
    const account = method === 'POST' ? anAccountToWrite() : await stored();
    const before = (await service.changesOf('account', account.id)).length;
    inject('TransactWriteItems', fault, ALWAYS);
    const answer = await write(method, account);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    const [begun, failed, ...more] = (await service.changesOf('account', account.id)).slice(before);
    expect([begun?.outcome, failed?.outcome, failed?.code, more]).toEqual(['begun', 'failed', code, []]);
    expect((await service.item('account', account.id))?.version).toBe(method === 'POST' ? undefined : 1);
  });

  it('whose answer is lost on the way is done once, and is no conflict with itself', async () => {
    const account = method === 'POST' ? anAccountToWrite() : await stored();
    inject('TransactWriteItems', 'lost-answer');
    const answer = await write(method, account);
    expect(answer.status).toBe({ POST: 201, PUT: 200, PATCH: 200, DELETE: 204 }[method]);
    expect((await service.item('account', account.id))?.version).toBe(method === 'POST' ? 1 : 2);
  });

  it('where nothing can be read is 503, and no "not found"', async () => {
    const account = method === 'POST' ? anAccountToWrite() : await stored();
    inject('GetItem', 'server-error', ALWAYS);
    const answer = await write(method, account);
    expect([answer.status, answer.body.code]).toEqual([503, 'table_unavailable']);
  });
});

it('a deletion waits for who refers to it: where that can not be read, it is not done', async () => {
  const account = await stored();
  await service.apply({ connectors: [aConnectorToWrite({ account: account.id })] });
  // The caller's issuer is held by now.
  await service.ask({ route: 'GET /accounts' });
  inject('Query', 'server-error', ALWAYS);
  const answer = await service.ask({ route: 'DELETE /accounts/{id}', id: account.id, headers });
  expect([answer.status, answer.body.code]).toEqual([503, 'table_unavailable']);
  expect(await service.item('account', account.id)).toMatchObject({ deleted: false });
});

it('a job that was written and could not be scheduled is scheduled when it is written again', async () => {
  const job = aJobToWrite();
  await service.apply({ connectors: [theConnectorOf(job)] });
  inject('UpdateItem', 'server-error', ALWAYS);
  const failed = await service.ask({ route: 'POST /refresh-jobs', body: job });
  expect([failed.status, failed.body.code]).toEqual([503, 'table_unavailable']);
  service.tables.clear();
  service.tables.calls.length = 0;
  const again = await service.ask({ route: 'POST /refresh-jobs', body: job });
  expect([again.status, again.headers.etag]).toEqual([200, '"1"']);
  expect(service.tables.calls.map(({ operation }) => operation)).toContain('UpdateItem');
});

it('a list that can not be read is 503, and not empty', async () => {
  await service.ask({ route: 'GET /accounts' });
  inject('Query', 'server-error', ALWAYS);
  expect((await service.ask({ route: 'GET /accounts' })).body.code).toBe('table_unavailable');
});
