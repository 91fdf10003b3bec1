// Definitions that were deleted come back as they were: checked, recorded, and as the next version.
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { useAdminService } from '../../support/admin.ts';
import {
  aConnectorToWrite,
  aJobToWrite,
  anAccountToWrite,
  KINDS,
  neededBy,
  PATHS,
  toWrite,
} from '../../support/admin-definitions.ts';
import { useNoTimeLimits } from '../../support/no-time-limits.ts';
import { expectProblem } from '../../support/problem.ts';

useNoTimeLimits();
const service = useAdminService();
const ANY = { 'if-match': '*' };

type Written = ReturnType<typeof anAccountToWrite>;

async function created(kind: (typeof KINDS)[number], definition: Written) {
  await service.apply(neededBy(kind, definition));
  const { status, body } = await service.ask({ route: `POST ${PATHS[kind]}`, body: definition });
  expect(status).toBe(201);
  return body;
}
function remove(kind: (typeof KINDS)[number], id: string) {
  return service.ask({ route: `DELETE ${PATHS[kind]}/{id}`, id, headers: ANY });
}
function restore(kind: (typeof KINDS)[number], id: string, body: object = {}, headers = {}) {
  return service.ask({ route: `POST ${PATHS[kind]}/{id}/restore`, id, body, headers });
}

describe.each(KINDS)('a deleted %s', (kind) => {
  it('is restored unchanged as the next version, and recorded', async () => {
    const definition = toWrite(kind);
    const { id } = definition;
    const before = await created(kind, definition);
    expect((await remove(kind, id)).status).toBe(204);
    const answer = await restore(kind, id);
    expect([answer.status, answer.headers.etag, answer.body]).toEqual([200, '"3"', before]);
    expect(await service.item(kind, id)).toMatchObject({ version: 3, deleted: false, definition: before });
    expect((await service.changesOf(kind, id)).at(-1)).toMatchObject({
      action: 'definition-restore',
      outcome: 'begun',
      replaces: 2,
      by: 'corp:ada',
    });
  });

  it('is not found under its id, and it is said when it was deleted, and by whom', async () => {
    const definition = toWrite(kind);
    await created(kind, definition);
    await remove(kind, definition.id);
    const answer = await service.ask({ route: `GET ${PATHS[kind]}/{id}`, id: definition.id });
    expectProblem(answer, { status: 404, code: 'not_found', stage: 'request', fields: ['id'] });
    expect(answer.body.errors[0].detail).toMatch(/^was deleted on \d{4}-\d{2}-\d{2} by corp:ada$/);
  });

  it('that never was is 404', async () => {
    expectProblem(await restore(kind, 'never-there'), { status: 404, code: 'not_found', stage: 'request' });
  });
});

it('a restored connector keeps its external ID, so that no trust policy breaks', async () => {
  const { id, externalId } = await created('connector', aConnectorToWrite());
  await remove('connector', id);
  expect((await restore('connector', id)).body.externalId).toBe(externalId);
  expect(externalId).toMatch(/^portunus-/);
});

it('a restored job is due', async () => {
  const job = aJobToWrite();
  await created('refresh-job', job);
  await remove('refresh-job', job.id);
  const before = new Date().toISOString();
  expect((await restore('refresh-job', job.id)).status).toBe(200);
  const Key = { pk: { S: `refresh#${job.id}` }, sk: { S: 'state' } };
  const { Item } = await service.aws.dynamoDb.send(
    new GetItemCommand({ TableName: 'portunus-local-activity', Key, ConsistentRead: true }),
  );
  expect((Item?.dueAt?.S ?? '') >= before).toBe(true);
});

it('what it referred to may be gone: then it is refused as any write would be, and stays deleted', async () => {
  const account = anAccountToWrite();
  await service.apply({ accounts: [account] });
  const { id } = await created('connector', aConnectorToWrite({ account: account.id }));
  await remove('connector', id);
  await remove('account', account.id);
  const answer = await restore('connector', id);
  expectProblem(answer, { status: 400, code: 'invalid_request', stage: 'request', fields: ['account'] });
  expect(await service.item('connector', id)).toMatchObject({ version: 2, deleted: true });
});

describe('what is not deleted', () => {
  it('is a conflict without a version', async () => {
    const { id } = await created('account', anAccountToWrite());
    expectProblem(await restore('account', id), { status: 409, code: 'conflict', stage: 'request', fields: ['id'] });
  });

  it('goes back to the version that is named', async () => {
    const account = anAccountToWrite();
    const { id } = await created('account', account);
    await service.ask({ route: 'PATCH /accounts/{id}', id, body: { awsAccountId: '444444444444' } });
    const answer = await restore('account', id, { version: 1 });
    expect([answer.status, answer.headers.etag, answer.body]).toEqual([200, '"3"', account]);
  });

  it('is left unchanged if it already is that version', async () => {
    const { id } = await created('account', anAccountToWrite());
    const answer = await restore('account', id, { version: 1 });
    expect([answer.status, answer.headers.etag]).toEqual([200, '"1"']);
  });
});

describe('a version', () => {
  it.each([0, -1, 1.5, '1', null, 2 ** 60])('%j is no number of one', async (version) => {
    const { id } = await created('account', anAccountToWrite());
    const answer = await restore('account', id, { version });
    expectProblem(answer, { status: 400, code: 'invalid_request', stage: 'request', fields: ['version'] });
  });

  it.each([
    ['a deletion', 2],
    ['none that was kept', 9],
  ])('that is %s is a conflict', async (_what, version) => {
    const { id } = await created('account', anAccountToWrite());
    await remove('account', id);
    const answer = await restore('account', id, { version });
    expectProblem(answer, { status: 409, code: 'conflict', stage: 'request', fields: ['version'] });
  });

  it('that an earlier release deleted without keeping it is a conflict, and said', async () => {
    const { id } = anAccountToWrite();
    const tombstone = { kind: { S: 'account' }, id: { S: id }, schema: { N: '1' }, version: { N: '2' } };
    const Item = { ...tombstone, deleted: { BOOL: true }, definedBy: { S: 'corp:eve' } };
    await service.aws.dynamoDb.send(new PutItemCommand({ TableName: 'portunus-local-definitions', Item }));
    const answer = await restore('account', id);
    expectProblem(answer, { status: 409, code: 'conflict', stage: 'request', fields: ['version'] });
    expect(answer.body.errors[0].detail).toContain('an earlier release');
  });
});

describe('If-Match', () => {
  it('of the deletion is met, of another version is not', async () => {
    const { id } = await created('account', anAccountToWrite());
    await remove('account', id);
    const lost = await restore('account', id, {}, { 'if-match': '"1"' });
    expectProblem(lost, { status: 412, code: 'precondition_failed', stage: 'request' });
    expect((await restore('account', id, {}, { 'if-match': '"2"' })).status).toBe(200);
  });
});

it('one of ten concurrent restores succeeds, and the others are conflicts', async () => {
  const { id } = await created('account', anAccountToWrite());
  await service.ask({ route: 'PATCH /accounts/{id}', id, body: { awsAccountId: '444444444444' } });
  await remove('account', id);
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, index) => restore('account', id, { version: 1 + (index % 2) })),
  );
  const statuses = answers.map(({ status }) => status);
  expect(statuses.filter((status) => status !== 200 && status !== 409)).toEqual([]);
  // The others found it deleted, live, or changed meanwhile; each that was done is a version.
  const done = answers.filter(({ status }) => status === 200).map(({ headers }) => headers.etag);
  expect(await service.item('account', id)).toMatchObject({
    deleted: false,
    version: Math.max(...done.map(versionIn)),
  });
  const records = (await service.changesOf('account', id)).filter(({ action }) => action === 'definition-restore');
  const begun = records.filter(({ outcome }) => outcome === 'begun').length;
  const failed = records.filter(({ outcome }) => outcome === 'failed').length;
  expect(begun - failed).toBeGreaterThanOrEqual(1);
});

function versionIn(etag: string | undefined): number {
  return Number(etag?.replaceAll('"', ''));
}

it('takes an object and nothing else', async () => {
  const { id } = await created('account', anAccountToWrite());
  await remove('account', id);
  const route = 'POST /accounts/{id}/restore';
  expectProblem(await service.ask({ route, id }), {
    status: 400,
    code: 'invalid_request',
    stage: 'request',
    fields: ['body'],
  });
  const answer = await restore('account', id, { versoin: 1 });
  expectProblem(answer, { status: 400, code: 'invalid_request', stage: 'request', fields: ['versoin'] });
});
