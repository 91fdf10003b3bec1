// What the built read handler tells of usage, from counters that are there, and how the stream's function keeps them.
import { describe, expect, it } from 'vitest';
import type { Use } from '../../shared/domain/usage.ts';
import { useAdminService } from '../support/admin.ts';
import { aConnectorToWrite } from '../support/admin-definitions.ts';
import { auditItems } from '../support/audit-records.ts';
import { loadBuilt } from '../support/built-handler.ts';
import { expectProblem } from '../support/problem.ts';
import { aStreamEvent, sequenceNumber } from '../support/stream.ts';
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

describe('what the stream brings', () => {
  type Handler = (event: unknown, context: unknown) => Promise<{ batchItemFailures: unknown[] }>;

  /** Hands the function all audit records that are there, in their order, as the stream does. */
  async function stream(from = 0): Promise<unknown[]> {
    Object.assign(process.env, { PORTUNUS_ACCOUNT_ID: '111122223333' });
    const handler = await loadBuilt<Handler>('archive');
    const items = (await auditItems(service.aws))
      .filter(({ pk }) => pk?.S?.startsWith('audit#'))
      .toSorted((one, other) => ((one.sk?.S ?? '') < (other.sk?.S ?? '') ? -1 : 1));
    const { Records } = aStreamEvent(...items.map((after) => ({ after, at: new Date() })));
    const context = { awsRequestId: 'r-1', getRemainingTimeInMillis: () => 30_000 };
    return (await handler({ Records: Records.slice(from) }, context)).batchItemFailures;
  }

  const grants = [{ issuer: 'demo-ci', claims: { repository_id: ['1296269'] } }];
  const connector = aConnectorToWrite({ grants: [...grants, { refreshJob: 'never-runs' }] });
  const login = { route: 'GET /connectors/{id}/ecr/credentials', id: connector.id };

  it('is counted by the built function, once, however often it comes', async () => {
    await service.apply({ connectors: [connector] });
    expect((await service.ask({ ...login, as: 'workload' })).status).toBe(200);
    expect((await service.ask({ ...login, as: 'workload' })).status).toBe(200);
    expect((await service.ask({ ...login, as: 'person' })).status).toBe(403);
    for (const from of [0, 0, 2]) expect(await stream(from)).toEqual([]);
    const { body } = await ask({ connector: connector.id });
    expect(body.items).toMatchObject([
      {
        ...{ connectorId: connector.id, issued: 2, refused: 1, failed: 0 },
        days: [{ issued: 2, refused: 1, failed: 0 }],
        grants: [
          { grant: grants[0], issued: 2, refused: 0 },
          { issued: 0, neverMatched: true },
        ],
      },
    ]);
    expect(body.items[0].grants[0]).not.toHaveProperty('neverMatched');
    expect((await ask({ unusedForDays: '1' })).body.items).not.toContainEqual(
      expect.objectContaining({ connectorId: connector.id }),
    );
  });

  it('comes again if the table can not be written', async () => {
    const endpoint = process.env.AWS_ENDPOINT_URL_DYNAMODB;
    process.env.AWS_ENDPOINT_URL_DYNAMODB = 'http://127.0.0.1:1';
    const failed = await stream().finally(() => {
      process.env.AWS_ENDPOINT_URL_DYNAMODB = endpoint;
    });
    expect(failed).toEqual([{ itemIdentifier: sequenceNumber(0) }]);
  });
});
