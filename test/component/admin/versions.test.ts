// What a definition was, through the API: newest first, page by page, and one version as it was written.
import { describe, expect, it } from 'vitest';
import { CORP, eventOf, useAdminService } from '../../support/admin.ts';
import {
  aConnectorToWrite,
  anAccountToWrite,
  KINDS,
  neededBy,
  PATHS,
  toWrite,
} from '../../support/admin-definitions.ts';
import { expectProblem } from '../../support/problem.ts';

const service = useAdminService();
const TIME = expect.stringMatching(/^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/);

function list(kinds: string, id: string, query: Record<string, string> = {}) {
  return service.ask({ route: `GET ${kinds}/{id}/versions`, id, query });
}

async function threeVersions(): Promise<string> {
  const { body } = await service.ask({ route: 'POST /accounts', body: anAccountToWrite() });
  const { id } = body;
  await service.ask({ route: 'PATCH /accounts/{id}', id, body: { awsAccountId: '444444444444' } });
  await service.ask({ route: 'DELETE /accounts/{id}', id, headers: { 'if-match': '*' } });
  return id;
}

describe.each(KINDS)('versions of a definition of kind %s', (kind) => {
  it('are listed, and read as they were written', async () => {
    const definition = toWrite(kind);
    const { id } = definition;
    await service.apply(neededBy(kind, definition));
    const { body: written } = await service.ask({ route: `POST ${PATHS[kind]}`, body: definition });
    const entry = { version: 1, changedAt: TIME, changedBy: 'corp:ada' };
    expect((await list(PATHS[kind], id)).body).toEqual({ items: [entry] });
    const one = await service.ask({ route: `GET ${PATHS[kind]}/{id}/versions/{version}`, id, version: '1' });
    expect([one.status, one.body]).toEqual([200, { ...written, ...entry }]);
  });
});

it('a deleted definition lists its versions, the deletion first', async () => {
  const { status, body } = await list('/accounts', await threeVersions());
  expect(status).toBe(200);
  const told = { changedAt: TIME, changedBy: 'corp:ada' };
  expect(body.items).toEqual([
    { version: 3, ...told, deleted: true },
    { version: 2, ...told },
    { version: 1, ...told },
  ]);
});

it('pages follow one another to the first version, and the last names no next', async () => {
  const id = await threeVersions();
  const seen: number[] = [];
  let nextToken: string | undefined;
  do {
    const query: Record<string, string> = { limit: '1', ...(nextToken && { nextToken }) };
    const { body } = await list('/accounts', id, query);
    seen.push(...body.items.map((one: { version: number }) => one.version));
    nextToken = body.nextToken;
  } while (nextToken !== undefined && seen.length < 9);
  expect([seen, nextToken]).toEqual([[3, 2, 1], undefined]);
});

it('an id that never was is 404, and so is a version that was not kept', async () => {
  expectProblem(await list('/accounts', 'never-there'), { status: 404, code: 'not_found', stage: 'request' });
  const route = 'GET /accounts/{id}/versions/{version}';
  const answer = await service.ask({ route, id: await threeVersions(), version: '9' });
  expectProblem(answer, { status: 404, code: 'not_found', stage: 'request', fields: ['version'] });
});

it.each(['0', '-1', '1.5', 'latest', '1e3', '9'.repeat(16)])('%s is no number of a version', async (version) => {
  const answer = await service.ask({ route: 'GET /accounts/{id}/versions/{version}', id: 'build', version });
  expectProblem(answer, { status: 400, code: 'invalid_request', stage: 'request', fields: ['version'] });
});

it.each([
  ['limit', '0'],
  ['limit', '101'],
  ['nextToken', 'YnVpbGQ'],
  ['nextToken', '*'],
  ['colour', 'blue'],
])('%s=%s is refused', async (name, value) => {
  const answer = await list('/accounts', 'build', { [name]: value });
  expectProblem(answer, { status: 400, code: 'invalid_request', stage: 'request', fields: [name] });
});

it('one version takes no parameters', async () => {
  const route = 'GET /accounts/{id}/versions/{version}';
  const answer = await service.ask({ route, id: 'build', version: '1', query: { limit: '1' } });
  expectProblem(answer, { status: 400, code: 'invalid_request', stage: 'request', fields: ['limit'] });
});

describe('an auditor', () => {
  async function asAuditor(ask: Parameters<typeof eventOf>[0]) {
    await service.apply({ issuers: [{ ...CORP, jwks: service.corp.jwks, auditGroups: ['security'] }] });
    const invoke = await service.freshEnvironment('read');
    const token = await service.corp.mint({ sub: 'eve', token_use: 'id', groups: ['security'] });
    return invoke('read', eventOf(ask, token));
  }

  it('reads what a connector was, without its external ID, but no connector', async () => {
    const { body } = await service.ask({ route: 'POST /connectors', body: aConnectorToWrite() });
    const { id, externalId, ...shown } = body;
    expect(externalId).toMatch(/^portunus-/);
    expect((await asAuditor({ route: 'GET /connectors/{id}/versions', id })).body.items).toHaveLength(1);
    const one = await asAuditor({ route: 'GET /connectors/{id}/versions/{version}', id, version: '1' });
    expect(one.body).toEqual({ id, ...shown, version: 1, changedAt: TIME, changedBy: 'corp:ada' });
    expect((await asAuditor({ route: 'GET /connectors/{id}', id })).status).toBe(403);
  });

  it('reads usage', async () => {
    expect((await asAuditor({ route: 'GET /usage' })).status).toBe(200);
  });
});

it('shows a grant as it was, and who wrote it, after the connector has changed', async () => {
  const grants = [{ issuer: 'demo-ci', claims: { repository_id: ['666'] } }];
  const { body } = await service.ask({ route: 'POST /connectors', body: aConnectorToWrite({ grants }) });
  await service.ask({ route: 'PATCH /connectors/{id}', id: body.id, body: { grants: [] } });
  const was = await service.ask({ route: 'GET /connectors/{id}/versions/{version}', id: body.id, version: '1' });
  expect(was.body).toMatchObject({ grants, changedBy: 'corp:ada' });
});
