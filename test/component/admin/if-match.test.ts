// Which version a request means. Nothing is lost because two wrote at once, and nobody writes over what they never saw.
import { describe, expect, it } from 'vitest';
import { useAdminService } from '../../support/admin.ts';
import { anAccountToWrite } from '../../support/admin-definitions.ts';
import { expectProblem } from '../../support/problem.ts';

const service = useAdminService();

/** An account that was changed twice, so that there are versions before. */
async function changedAccount() {
  const definition = anAccountToWrite();
  await service.ask({ route: 'POST /accounts', body: definition });
  for (const awsAccountId of ['222222222222', '333333333333']) {
    await service.ask({ route: 'PATCH /accounts/{id}', id: definition.id, body: { awsAccountId } });
  }
  return { ...definition, awsAccountId: '333333333333' };
}

type Method = 'PUT' | 'PATCH' | 'DELETE';

function write(method: Method, definition: { readonly id: string }, headers: Record<string, string>) {
  const body = method === 'DELETE' ? undefined : { ...definition, awsAccountId: '444444444444' };
  return service.ask({ route: `${method} /accounts/{id}`, id: definition.id, body, headers });
}

const STALE = { status: 412, code: 'precondition_failed', stage: 'request' };
const UNREADABLE = { status: 400, code: 'invalid_request', stage: 'request', fields: ['if-match'] };

describe.each<Method>(['PUT', 'PATCH', 'DELETE'])('%s', (method) => {
  it.each([['the ETag that a read gave'], ['*']])('with %s is done', async (what) => {
    const definition = await changedAccount();
    const read = await service.ask({ route: 'GET /accounts/{id}', id: definition.id });
    expect(read.headers.etag).toBe('"3"');
    const tag = what === '*' ? '*' : '"3"';
    const answer = await write(method, definition, { 'if-match': tag });
    expect([answer.status, answer.headers.etag]).toEqual(method === 'DELETE' ? [204, undefined] : [200, '"4"']);
    expect(await service.item('account', definition.id)).toMatchObject({ version: 4, deleted: method === 'DELETE' });
  });

  it.each(['"1"', '"2"', '"4"', '"999999999999999"'])('of another version, %s, changes nothing', async (tag) => {
    const definition = await changedAccount();
    const records = await service.changesOf('account', definition.id);
    expectProblem(await write(method, definition, { 'if-match': tag }), STALE);
    expect(await service.item('account', definition.id)).toMatchObject({ version: 3, deleted: false, definition });
    expect(await service.changesOf('account', definition.id)).toEqual(records);
  });

  it.each([
    ['a weak one', 'W/"3"'],
    ['several', '"3", "4"'],
    ['the same twice', '"3", "3"'],
    ['* among others', '*, "3"'],
    ['one without quotes', '3'],
    ['an empty one', '""'],
    ['nothing', ''],
    ['version none', '"0"'],
    ['a padded number', '"03"'],
    ['a negative number', '"-3"'],
    ['a text', '"abc"'],
    ['a number beyond all', `"${'9'.repeat(16)}"`],
  ])('with %s is refused, and changes nothing', async (_what, tag) => {
    const definition = await changedAccount();
    expectProblem(await write(method, definition, { 'if-match': tag }), UNREADABLE);
    expect(await service.item('account', definition.id)).toMatchObject({ version: 3, deleted: false });
  });

  it('of what is not there is 404, whatever the version', async () => {
    const definition = anAccountToWrite();
    for (const tag of ['"1"', '*']) {
      const answer = await write(method, definition, { 'if-match': tag });
      expectProblem(answer, { status: 404, code: 'not_found', stage: 'request' });
    }
    expect(await service.item('account', definition.id)).toBeUndefined();
    expect(await service.changesOf('account', definition.id)).toEqual([]);
  });

  it('of what was deleted is 404, and does not bring it back', async () => {
    const definition = await changedAccount();
    await write('DELETE', definition, { 'if-match': '*' });
    for (const tag of ['"3"', '"4"', '*']) {
      const answer = await write(method, definition, { 'if-match': tag });
      expectProblem(answer, { status: 404, code: 'not_found', stage: 'request', fields: ['id'] });
    }
    expect(await service.item('account', definition.id)).toMatchObject({ version: 4, deleted: true });
  });
});

describe('without If-Match', () => {
  it.each<Method>(['PUT', 'DELETE'])('%s is refused: it would write over what was never seen', async (method) => {
    const definition = await changedAccount();
    expectProblem(await write(method, definition, {}), UNREADABLE);
    expect(await service.item('account', definition.id)).toMatchObject({ version: 3, deleted: false });
  });

  it('PATCH goes onto whatever is there', async () => {
    const definition = await changedAccount();
    const answer = await write('PATCH', definition, {});
    expect([answer.status, answer.headers.etag]).toEqual([200, '"4"']);
  });
});

it('a write that changes nothing is no new version', async () => {
  const definition = await changedAccount();
  const { id } = definition;
  const put = await service.ask({ route: 'PUT /accounts/{id}', id, body: definition, headers: { 'if-match': '"3"' } });
  const patched = await service.ask({ route: 'PATCH /accounts/{id}', id, body: {} });
  expect([put.status, put.headers.etag, patched.status, patched.headers.etag]).toEqual([200, '"3"', 200, '"3"']);
  expect(await service.item('account', id)).toMatchObject({ version: 3 });
  expect(await service.changesOf('account', id)).toHaveLength(3);
});
