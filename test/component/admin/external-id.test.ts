// External IDs are made by Portunus: whoever could choose one could choose another customer's.
import { describe, expect, it } from 'vitest';
import { useAdminService } from '../../support/admin.ts';
import { aConnectorToWrite, KINDS, neededBy, PATHS, toWrite } from '../../support/admin-definitions.ts';
import { expectProblem } from '../../support/problem.ts';

const service = useAdminService();
const REFUSED = { status: 400, code: 'invalid_request', stage: 'request', fields: ['externalId'] };
const MADE = /^portunus-[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

async function created(overrides = {}) {
  const definition = aConnectorToWrite(overrides);
  const { body } = await service.ask({ route: 'POST /connectors', body: definition });
  return { definition, id: definition.id, externalId: body.externalId };
}
function replace(id: string, body: unknown) {
  return service.ask({ route: 'PUT /connectors/{id}', id, body, headers: { 'if-match': '*' } });
}
function patch(id: string, body: unknown) {
  return service.ask({ route: 'PATCH /connectors/{id}', id, body });
}

describe('a connector that assumes a role', () => {
  it('gets a new external ID, which the answer contains', async () => {
    const [one, other] = [await created(), await created()];
    expect(one.externalId).toMatch(MADE);
    expect(other.externalId).toMatch(MADE);
    expect(one.externalId).not.toBe(other.externalId);
    expect((await service.item('connector', one.id))?.definition.externalId).toBe(one.externalId);
  });

  it.each([
    ['a text', 'mine-alone'],
    ['one in use', ''],
    ['null', null],
    ['a number', 7],
  ])('is not created with %s', async (_what, value) => {
    const { externalId } = await created();
    const body = aConnectorToWrite({ externalId: value === '' ? externalId : value });
    expectProblem(await service.ask({ route: 'POST /connectors', body }), REFUSED);
    expect(await service.item('connector', body.id)).toBeUndefined();
  });

  it('is not created again with its own external ID, which must have come from a read', async () => {
    const { definition, externalId } = await created();
    const answer = await service.ask({ route: 'POST /connectors', body: { ...definition, externalId } });
    expectProblem(answer, REFUSED);
  });

  it('keeps its external ID if it is created again without one', async () => {
    const { definition, externalId } = await created();
    const { status, body } = await service.ask({ route: 'POST /connectors', body: definition });
    expect([status, body.externalId]).toEqual([200, externalId]);
  });

  it('keeps it when it is replaced without it, and with it', async () => {
    const { definition, id, externalId } = await created();
    const without = await replace(id, { ...definition, name: 'B' });
    expect([without.status, without.body.externalId]).toEqual([200, externalId]);
    const withIt = await replace(id, { ...definition, name: 'C', externalId });
    expect([withIt.status, withIt.body.externalId]).toEqual([200, externalId]);
    expect((await service.item('connector', id))?.definition).toMatchObject({ name: 'C', externalId });
  });

  it('is not replaced with another one', async () => {
    const { definition, id, externalId } = await created();
    const { externalId: of2 } = await created();
    for (const other of ['mine-alone', of2, `${externalId} `, null, 7, '']) {
      expectProblem(await replace(id, { ...definition, externalId: other }), REFUSED);
    }
    expect(await service.item('connector', id)).toMatchObject({ version: 1, definition: { externalId } });
  });

  it('keeps it when it is patched', async () => {
    const { id, externalId } = await created();
    expect((await patch(id, { name: 'B' })).body.externalId).toBe(externalId);
    expect((await patch(id, { name: 'C', externalId })).body.externalId).toBe(externalId);
  });

  it('keeps it when a patch takes it away', async () => {
    const { id, externalId } = await created();
    const { status, body } = await patch(id, { externalId: null });
    expect([status, body.externalId]).toEqual([200, externalId]);
  });

  it('is not patched with another one', async () => {
    const { id, externalId } = await created();
    for (const other of ['mine-alone', 7, {}, ['x']]) expectProblem(await patch(id, { externalId: other }), REFUSED);
    expect(await service.item('connector', id)).toMatchObject({ version: 1, definition: { externalId } });
  });

  it('has it in no record', async () => {
    const { id, externalId } = await created();
    await patch(id, { name: 'B' });
    expect(JSON.stringify(await service.changesOf('connector', id))).not.toContain(externalId);
    expect(service.logged()).not.toContain(externalId);
  });
});

it.each(KINDS)('no definition of kind %s is created with an external ID', async (kind) => {
  const definition = toWrite(kind);
  await service.apply(neededBy(kind, definition));
  const body = { ...definition, externalId: 'mine-alone' };
  expectProblem(await service.ask({ route: `POST ${PATHS[kind]}`, body }), REFUSED);
  expect(await service.item(kind, definition.id)).toBeUndefined();
});

it('an unreadable connector gets a new external ID when it is repaired', async () => {
  const { definition, id } = await created();
  await service.put('connector', id, 'no json', 2);
  const { status, body } = await replace(id, definition);
  expect([status, body.externalId]).toEqual([200, expect.stringMatching(MADE)]);
});
