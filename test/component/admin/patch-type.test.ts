import { describe, expect, it } from 'vitest';
import { useAdminService } from '../../support/admin.ts';
import { aConnectorToWrite } from '../../support/admin-definitions.ts';
import { expectProblem } from '../../support/problem.ts';

const service = useAdminService();

async function aConnector() {
  const definition = aConnectorToWrite();
  await service.apply({ connectors: [definition] });
  return definition.id;
}

function patch(id: string, body: unknown, headers: Record<string, string>) {
  return service.ask({ route: 'PATCH /connectors/{id}', id, body, headers });
}

describe('the content type of a patch', () => {
  it.each([
    'application/merge-patch+json',
    'application/json',
    'application/json; charset=utf-8',
    'Application/Merge-Patch+JSON',
    'application/merge-patch+json;charset="UTF-8"',
  ])('may be %s', async (type) => {
    const answer = await patch(await aConnector(), { name: 'B' }, { 'content-type': type });
    expect([answer.status, answer.body.name]).toEqual([200, 'B']);
  });

  it.each([
    'application/json-patch+json',
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/json; charset=latin1',
    'application/merge-patch',
    '',
  ])('may not be "%s"', async (type) => {
    const id = await aConnector();
    const answer = await patch(id, { name: 'B' }, { 'content-type': type });
    expectProblem(answer, { status: 400, code: 'invalid_request', stage: 'request', fields: ['content-type'] });
    expect(await service.item('connector', id)).toMatchObject({ version: 1 });
  });

  it.each(['POST', 'PUT'])('of a merge patch is not that of a %s', async (method) => {
    const body = aConnectorToWrite();
    const headers = { 'content-type': 'application/merge-patch+json', 'if-match': '*' };
    const route = method === 'POST' ? 'POST /connectors' : 'PUT /connectors/{id}';
    const answer = await service.ask({ route, body, headers, ...(method === 'PUT' && { id: body.id }) });
    expectProblem(answer, { status: 400, code: 'invalid_request', stage: 'request', fields: ['content-type'] });
  });
});
