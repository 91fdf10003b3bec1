import { describe, expect, it } from 'vitest';
import { useAdminService } from '../../support/admin.ts';
import { aConnectorToWrite, aJobToWrite, KINDS, neededBy, PATHS, toWrite } from '../../support/admin-definitions.ts';
import { COMMON_HEADERS, expectProblem } from '../../support/problem.ts';

const service = useAdminService();
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const JSON_HEADERS = { 'content-type': 'application/json', ...COMMON_HEADERS };

describe.each(KINDS)('a new definition of kind %s', (kind) => {
  const route = `POST ${PATHS[kind]}`;
  const prepared = async () => {
    const definition = toWrite(kind);
    await service.apply(neededBy(kind, definition));
    return definition;
  };
  const made = async (id: string) => {
    const { externalId: _made, ...rest } = (await service.item(kind, id))?.definition ?? {};
    return rest;
  };

  it('is stored as it was written, as version 1, with who wrote it', async () => {
    const definition = await prepared();
    const { id } = definition;
    const answer = await service.ask({ route, body: definition });
    expect(answer.status).toBe(201);
    expect(answer.headers).toEqual({ ...JSON_HEADERS, etag: '"1"' });
    const stored = await service.item(kind, id);
    expect(stored).toMatchObject({ schema: 1, version: 1, definedBy: 'corp:ada', deleted: false });
    expect(answer.body).toEqual(stored?.definition);
    expect(await made(id)).toEqual(definition);
  });

  it('is recorded: who, from where, and the names of its fields', async () => {
    const definition = await prepared();
    const { id } = definition;
    await service.ask({ route, body: definition });
    const fields = [...Object.keys(definition), ...(kind === 'connector' ? ['externalId'] : [])];
    const record = { action: 'definition-create', outcome: 'begun', by: 'corp:ada', sourceIp: '192.0.2.7', fields };
    expect(await service.changesOf(kind, id)).toEqual([record]);
  });

  it('again is no error and changes nothing, for the first answer may be lost', async () => {
    const definition = await prepared();
    const { id } = definition;
    const first = await service.ask({ route, body: definition });
    const again = await service.ask({ route, body: definition });
    expect([again.status, again.headers.etag, again.body]).toEqual([200, '"1"', first.body]);
    expect(await service.item(kind, id)).toMatchObject({ version: 1 });
    expect(await service.changesOf(kind, id)).toHaveLength(1);
  });

  it('under an id that another one has is a conflict', async () => {
    const definition = await prepared();
    const { id } = definition;
    const first = await service.ask({ route, body: definition });
    const other = kind === 'account' ? { partition: 'aws-cn' } : { enabled: false };
    const answer = await service.ask({ route, body: { ...definition, ...other } });
    expectProblem(answer, { status: 409, code: 'conflict', stage: 'request', fields: ['id'] });
    expect((await service.item(kind, id))?.definition).toEqual(first.body);
  });

  it('under an id that was deleted is a conflict for ever, also as it was', async () => {
    const definition = toWrite(kind);
    const { id } = definition;
    await service.put(kind, id, definition);
    const headers = { 'if-match': '*' };
    const deleted = await service.ask({ route: `DELETE ${PATHS[kind]}/{id}`, id, headers });
    expect([deleted.status, deleted.text]).toEqual([204, '']);
    await service.apply(neededBy(kind, definition));
    for (const body of [definition, { ...definition, description: undefined }]) {
      const answer = await service.ask({ route, body });
      expectProblem(answer, { status: 409, code: 'conflict', stage: 'request', fields: ['id'] });
    }
    expect(await service.item(kind, id)).toMatchObject({ version: 2, deleted: true });
    // It is seen before anything is begun.
    const outcomes = (await service.changesOf(kind, id)).map(({ action, outcome, code }) => [action, outcome, code]);
    expect(outcomes).toEqual([['definition-delete', 'begun', undefined]]);
  });

  it.each([
    ['a number', 7],
    ['null', null],
    ['capitals', 'Team-A'],
    ['one character', 'a'],
    ['64 characters', 'a'.repeat(64)],
    ['a dash in front', '-a'],
    ['a path', '../accounts/build'],
  ])('with an id that is %s is refused', async (_what, id) => {
    const answer = await service.ask({ route, body: { ...toWrite(kind), id } });
    expectProblem(answer, { status: 400, code: 'invalid_request', stage: 'request', fields: ['id'] });
  });
});

describe.each(['issuer', 'account', 'connector'] as const)('a definition of kind %s without an id', (kind) => {
  it('gets one, a new one each time', async () => {
    const { id: _left, ...body } = toWrite(kind);
    const first = await service.ask({ route: `POST ${PATHS[kind]}`, body });
    const url = kind === 'issuer' ? { url: `${body.url}:8443` } : {};
    const second = await service.ask({ route: `POST ${PATHS[kind]}`, body: { ...body, ...url } });
    for (const { status, body: told } of [first, second]) {
      expect([status, told.id]).toEqual([201, expect.stringMatching(UUID)]);
      expect(await service.item(kind, told.id)).toMatchObject({ version: 1, definition: told });
    }
    expect(second.body.id).not.toBe(first.body.id);
  });
});

it('a refresh job without an id is refused: no connector can have let it in', async () => {
  const { id: _left, ...body } = aJobToWrite({ connector: 'shop-servers' });
  const answer = await service.ask({ route: 'POST /refresh-jobs', body });
  expectProblem(answer, { status: 400, code: 'invalid_request', stage: 'request', fields: ['connector'] });
});

it('what one administrator wrote another can read, and a role that administers too', async () => {
  const body = aConnectorToWrite();
  const written = await service.ask({ route: 'POST /connectors', as: 'admin role', body });
  const read = await service.ask({ route: 'GET /connectors/{id}', id: body.id });
  expect([read.status, read.headers.etag, read.body]).toEqual([200, '"1"', written.body]);
  expect((await service.item('connector', body.id))?.definedBy).toBe(
    'aws-iam:arn:aws:iam::111122223333:role/portunus-admins',
  );
});
