import { describe, expect, it } from 'vitest';
import { useAdminService } from '../../support/admin.ts';
import { inLists, KINDS, type Kind, PATHS, toWrite, type WrittenDefinition } from '../../support/admin-definitions.ts';
import { COMMON_HEADERS, expectProblem } from '../../support/problem.ts';

const service = useAdminService();

/** What makes another valid definition of one, and the names of what is other then. */
const CHANGES = {
  issuer: { enabled: false, audiences: ['https://other.example'] },
  account: { partition: 'aws-cn' },
  connector: { name: 'Another', enabled: false },
  'refresh-job': { enabled: false, format: 'dotenv' },
} as const satisfies Record<Kind, object>;

async function stored(kind: Kind): Promise<WrittenDefinition> {
  const definition = toWrite(kind);
  await service.apply(inLists(kind, definition));
  return definition;
}

describe.each(KINDS)('a definition of kind %s', (kind) => {
  const item = `${PATHS[kind]}/{id}`;
  const replace = (id: string, body: unknown, tag = '"1"') =>
    service.ask({ route: `PUT ${item}`, id, body, headers: { 'if-match': tag } });

  it('is read as it was written, with its version', async () => {
    const { id } = await stored(kind);
    const answer = await service.ask({ route: `GET ${item}`, id });
    expect(answer).toMatchObject({
      status: 200,
      headers: { 'content-type': 'application/json', ...COMMON_HEADERS, etag: '"1"' },
      body: (await service.item(kind, id))?.definition,
    });
  });

  it('is replaced whole, and recorded by the names of what changed', async () => {
    const { id, ...definition } = await stored(kind);
    const answer = await replace(id, { ...definition, ...CHANGES[kind] });
    expect([answer.status, answer.headers.etag]).toEqual([200, '"2"']);
    expect(answer.body).toMatchObject({ id, ...definition, ...CHANGES[kind] });
    expect(await service.item(kind, id)).toMatchObject({ version: 2, definedBy: 'corp:ada', definition: answer.body });
    const [, record, ...more] = await service.changesOf(kind, id);
    expect(record).toMatchObject({ action: 'definition-change', outcome: 'begun', replaces: 1, by: 'corp:ada' });
    expect(new Set(record?.fields as string[])).toEqual(new Set(Object.keys(CHANGES[kind])));
    expect(more).toEqual([]);
    const read = await service.ask({ route: `GET ${item}`, id });
    expect([read.headers.etag, read.body]).toEqual(['"2"', answer.body]);
  });

  it('loses what the new one does not have', async () => {
    const { id, ...definition } = await stored(kind);
    const { acknowledgeRisk: _none, ...bare } = definition as Record<string, unknown>;
    await replace(id, { ...bare, ...CHANGES[kind] });
    const answer = await replace(id, bare, '"2"');
    expect([answer.status, answer.headers.etag]).toEqual([200, '"3"']);
    const { externalId: _kept, ...told } = answer.body;
    expect(told).toEqual({ id, ...bare });
  });

  it('takes its own id in the body, and no other one', async () => {
    const definition = await stored(kind);
    const { id } = definition;
    const answer = await replace(id, { ...definition, ...CHANGES[kind] });
    expect(answer.status).toBe(200);
    for (const other of ['another-id', '', null, 7]) {
      const refused = await replace(id, { ...definition, id: other }, '"2"');
      expectProblem(refused, { status: 400, code: 'invalid_request', stage: 'request', fields: ['id'] });
    }
    expect(await service.item(kind, id)).toMatchObject({ version: 2 });
    expect(await service.item(kind, 'another-id')).toBeUndefined();
  });

  it('that is not there is not created by it', async () => {
    const { id, ...definition } = toWrite(kind);
    expectProblem(await replace(id, definition, '*'), { status: 404, code: 'not_found', stage: 'request' });
    expect(await service.item(kind, id)).toBeUndefined();
  });

  it('that is not readable can be put right', async () => {
    const definition = toWrite(kind);
    const { id } = definition;
    await service.apply(inLists(kind, definition));
    for (const [index, text] of ['no json', '{"id":"other"}', '[]'].entries()) {
      await service.put(kind, id, text, 7 + index * 2);
      const answer = await replace(id, definition, index === 0 ? '*' : `"${7 + index * 2}"`);
      expect([answer.status, answer.headers.etag]).toEqual([200, `"${8 + index * 2}"`]);
      expect(await service.item(kind, id)).toMatchObject({ version: 8 + index * 2, definition });
    }
  });

  it('that is not readable is shown by its id, as the list shows it', async () => {
    const { id } = toWrite(kind);
    await service.put(kind, id, 'no json', 7);
    const answer = await service.ask({ route: `GET ${item}`, id });
    expect([answer.status, answer.headers.etag, answer.body]).toEqual([200, '"7"', { id }]);
  });

  it('that is not readable can be deleted', async () => {
    const { id } = toWrite(kind);
    await service.put(kind, id, 'no json', 7);
    const answer = await service.ask({ route: `DELETE ${item}`, id, headers: { 'if-match': '"7"' } });
    expect(answer.status).toBe(204);
    expect(await service.item(kind, id)).toMatchObject({ version: 8, deleted: true });
  });
});
