// What the built read handler tells of usage, from counters that are there.
import { expect, it } from 'vitest';
import type { Use } from '../../shared/domain/usage.ts';
import { useAdminService } from '../support/admin.ts';
import { aConnectorToWrite } from '../support/admin-definitions.ts';
import { expectProblem } from '../support/problem.ts';
import { countInto } from '../support/usage.ts';

const service = useAdminService();
const TODAY = new Date().toISOString().slice(0, 10);

const count = (...uses: readonly Partial<Use>[]) => countInto(service.aws, ...uses);

function ask(query: Record<string, string> = {}, as: 'administrator' | 'person' = 'administrator') {
  return service.ask({ route: 'GET /usage', query, as });
}

it('without anybody who counts, says that no usage is kept', async () => {
  const { status, body } = await ask({ unusedForDays: '1' });
  expect([status, body]).toEqual([200, { kept: false, items: [] }]);
});

it('tells what a connector was used for, and which of its grants never matched', async () => {
  const grants = [{ issuer: 'demo-ci', claims: { repository_id: ['1'] } }];
  const { id } = aConnectorToWrite();
  await service.apply({ connectors: [aConnectorToWrite({ id, grants })] });
  const time = `${TODAY}T00:00:00.000Z`;
  await count({ connectorId: id, grantKey: 'administrator', time });
  const { status, body } = await ask({ connector: id });
  expect(status).toBe(200);
  expect(body.items).toEqual([
    {
      connectorId: id,
      ...{ firstUsedAt: time, lastUsedAt: time, issued: 1, refused: 0, failed: 0 },
      days: [{ day: TODAY, issued: 1, refused: 0, failed: 0 }],
      grants: [
        {
          grantSha256: expect.stringMatching(/^[0-9a-f]{64}$/),
          grant: grants[0],
          ...{ issued: 0, refused: 0, failed: 0, days: [], neverMatched: true },
        },
      ],
      administrators: {
        ...{ firstUsedAt: time, lastUsedAt: time, issued: 1, refused: 0, failed: 0 },
        days: [{ day: TODAY, issued: 1, refused: 0, failed: 0 }],
      },
    },
  ]);
});

it('goes through all connectors, page by page', async () => {
  await count({});
  const seen: string[] = [];
  let nextToken: string | undefined;
  do {
    const { body } = await ask({ limit: '3', ...(nextToken && { nextToken }) });
    seen.push(...body.items.map(({ connectorId }: { connectorId: string }) => connectorId));
    nextToken = body.nextToken;
  } while (nextToken !== undefined && seen.length < 100);
  const { body: all } = await service.ask({ route: 'GET /connectors', query: { limit: '100' } });
  expect(seen).toEqual(all.items.map(({ id }: { id: string }) => id));
});

it('of a connector that never was is 404', async () => {
  await count({});
  expectProblem(await ask({ connector: 'never-there' }), {
    status: 404,
    code: 'not_found',
    stage: 'request',
    fields: ['connector'],
  });
});

it('is refused to everybody else, and with a bad day to everybody', async () => {
  expectProblem(await ask({}, 'person'), {
    status: 403,
    code: 'not_allowed',
    stage: 'authorization',
    fields: ['caller'],
  });
  expectProblem(await ask({ from: '2026-02-30' }), {
    status: 400,
    code: 'invalid_request',
    stage: 'request',
    fields: ['from'],
  });
});
