// JSON merge patch (RFC 7396).
import { describe, expect, it } from 'vitest';
import { useAdminService } from '../../support/admin.ts';
import { aConnectorToWrite, anIssuerToWrite, inLists, KINDS, PATHS, toWrite } from '../../support/admin-definitions.ts';
import { expectProblem } from '../../support/problem.ts';

const service = useAdminService();

async function aConnector() {
  const definition = aConnectorToWrite({
    name: 'Team A',
    session: { name: 'ci-{run_id}', tags: { repository: '{repository_id}', run: '{run_id}' } },
    repositories: ['team-a/one', 'team-a/two'],
    grants: [{ issuer: 'demo-ci', claims: { repository_id: ['1'], ref: ['refs/heads/main'] } }],
  });
  await service.apply({ connectors: [definition] });
  return definition.id;
}

function patch(id: string, body: unknown, headers = {}) {
  return service.ask({ route: 'PATCH /connectors/{id}', id, body, headers });
}

describe('a patch', () => {
  it('sets a member, and leaves the others as they are', async () => {
    const id = await aConnector();
    const before = (await service.item('connector', id))?.definition;
    const answer = await patch(id, { description: 'For the builds' });
    expect([answer.status, answer.headers.etag]).toEqual([200, '"2"']);
    expect(answer.body).toEqual({ ...before, description: 'For the builds' });
    expect((await service.item('connector', id))?.definition).toEqual(answer.body);
    expect((await service.changesOf('connector', id)).at(-1)).toMatchObject({ fields: ['description'], replaces: 1 });
  });

  it('takes a member away by null, and one that is not there too', async () => {
    const id = await aConnector();
    const { body } = await patch(id, { name: null, description: null });
    expect(body).not.toHaveProperty('name');
    expect(body).not.toHaveProperty('description');
  });

  it('goes inside of objects', async () => {
    const id = await aConnector();
    const { body } = await patch(id, { session: { tags: { run: null, team: 'a' } } });
    expect(body.session).toEqual({ name: 'ci-{run_id}', tags: { repository: '{repository_id}', team: 'a' } });
  });

  it('puts lists whole in the place of lists', async () => {
    const id = await aConnector();
    const grants = [{ issuer: 'demo-ci', claims: { repository_id: ['2'], ref: ['refs/heads/main'] } }];
    const { body } = await patch(id, { repositories: ['team-a/three'], grants });
    expect([body.repositories, body.grants]).toEqual([['team-a/three'], grants]);
  });

  it('is refused where what comes of it is not valid, and changes nothing', async () => {
    const id = await aConnector();
    const refused: readonly (readonly [object, string])[] = [
      [{ account: null }, 'account'],
      [{ roleArn: null }, 'roleArn'],
      [{ principalType: 'provided' }, 'roleArn'],
      [{ grants: {} }, 'grants'],
      [{ session: 'x' }, 'session'],
      [{ session: { unheard: 'of' } }, 'session.unheard'],
      [{ unheard: { deep: null } }, 'unheard'],
      [{ id: 'another-id' }, 'id'],
    ];
    for (const [body, field] of refused) {
      const answer = await patch(id, body);
      expect([answer.status, answer.body.errors?.map((error: { field: string }) => error.field)]).toEqual([
        400,
        expect.arrayContaining([field]),
      ]);
    }
    expect(await service.item('connector', id)).toMatchObject({ version: 1 });
  });

  it('may name the id as it is', async () => {
    const id = await aConnector();
    expect((await patch(id, { id, name: 'B' })).body).toMatchObject({ id, name: 'B' });
  });

  it('that takes the id away takes nothing away: it is the path’s', async () => {
    const id = await aConnector();
    expect((await patch(id, { id: null, name: 'B' })).body).toMatchObject({ id, name: 'B' });
  });
});

describe('members that JavaScript has a mind of its own about', () => {
  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('%s is a claim like any other', async (name) => {
    const definition = anIssuerToWrite({ require: { team: ['a'] } });
    await service.apply({ issuers: [definition] });
    const { id } = definition;
    const body = `{"require":{${JSON.stringify(name)}:["x"]}}`;
    const answer = await service.ask({ route: 'PATCH /issuers/{id}', id, body });
    expect(answer.status).toBe(200);
    expect(Object.entries(answer.body.require)).toEqual([
      ['team', ['a']],
      [name, ['x']],
    ]);
    const text = JSON.stringify((await service.item('issuer', id))?.definition);
    expect(text).toContain(`"require":{"team":["a"],${JSON.stringify(name)}:["x"]}`);
    const gone = await service.ask({ route: 'PATCH /issuers/{id}', id, body: body.replace('["x"]', 'null') });
    expect(Object.keys(gone.body.require)).toEqual(['team']);
  });

  it.each(['__proto__', 'constructor', 'prototype'])('%s is no field of a definition', async (name) => {
    const id = await aConnector();
    const answer = await patch(id, `{${JSON.stringify(name)}:{"enabled":false}}`);
    expectProblem(answer, { status: 400, code: 'invalid_request', stage: 'request', fields: [name] });
    expect(({} as { enabled?: boolean }).enabled).toBeUndefined();
    expect(await service.item('connector', id)).toMatchObject({ version: 1 });
  });
});

it.each(KINDS)('a definition of kind %s is patched', async (kind) => {
  const definition = toWrite(kind);
  await service.apply(inLists(kind, definition));
  const body = kind === 'account' ? { awsAccountId: '444444444444' } : { enabled: false };
  const answer = await service.ask({ route: `PATCH ${PATHS[kind]}/{id}`, id: definition.id, body });
  expect([answer.status, answer.headers.etag]).toEqual([200, '"2"']);
  expect(answer.body).toMatchObject({ ...definition, ...body });
});
