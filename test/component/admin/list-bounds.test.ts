// What one page of a list may cost, whatever lies in the table: a caller waits for it, and a table's capacity is paid.
import { beforeAll, expect, it } from 'vitest';
import { useAdminTablesService } from '../../support/admin.ts';
import { idOf, putConnectors } from '../../support/many-connectors.ts';

const service = useAdminTablesService();
/** Twenty calls are what a page is looked for with at most; and the caller's issuer, and the key of the token. */
const MOST_CALLS = 25;

beforeAll(async () => {
  const others = Array.from({ length: 1_200 }, (_, index) => ({ id: idOf(index), deleted: index % 2 === 0 }));
  await putConnectors(service.aws, others);
});

async function callsOf(as: 'workload' | 'administrator', query: Record<string, string>): Promise<number> {
  service.tables.calls.length = 0;
  const answer = await service.ask({ route: 'GET /connectors', as, query });
  expect(answer.status).toBe(200);
  return service.tables.calls.length;
}

it.each(['100', '50', '10', '1'])('a page of %s, where nothing is the caller’s, is few table calls', async (limit) => {
  // None of the many is its own.
  expect(await callsOf('workload', { limit })).toBeLessThanOrEqual(MOST_CALLS);
});

it.each(['100', '10', '1'])('a page of %s, where much was deleted, is few table calls', async (limit) => {
  const deleted = Array.from({ length: 600 }, (_, index) => ({
    id: `a-${String(index).padStart(4, '0')}`,
    deleted: true,
  }));
  await putConnectors(service.aws, deleted);
  expect(await callsOf('administrator', { limit })).toBeLessThanOrEqual(MOST_CALLS);
});

it('a page of a hundred connectors with their states is two reads of states', async () => {
  service.tables.calls.length = 0;
  const { status, body } = await service.ask({ route: 'GET /connectors', query: { state: 'true', limit: '100' } });
  expect(status).toBe(200);
  expect(body.states.map(({ connector }: { connector: string }) => connector)).toEqual(
    body.items.map(({ id }: { id: string }) => id),
  );
  expect(service.tables.calls.filter(({ operation }) => operation === 'BatchGetItem')).toHaveLength(2);
});

it('states are for administrators alone', async () => {
  const { status, body } = await service.ask({ route: 'GET /connectors', as: 'workload', query: { state: 'true' } });
  expect([status, body.errors]).toEqual([400, [{ field: 'state', detail: 'is taken from administrators only' }]]);
});

it('a page of what matches nothing is few table calls, and so is one of jobs with their states', async () => {
  expect(await callsOf('administrator', { text: 'nowhere' })).toBeLessThanOrEqual(MOST_CALLS);
  service.tables.calls.length = 0;
  const { status } = await service.ask({ route: 'GET /refresh-jobs', query: { state: 'true', limit: '100' } });
  expect(status).toBe(200);
  expect(service.tables.calls.filter(({ operation }) => operation === 'BatchGetItem')).toHaveLength(1);
});
