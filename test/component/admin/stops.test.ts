// Stops as callers and administrators meet them, in the built handlers.
import { spawnSync } from 'node:child_process';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, describe, expect, it } from 'vitest';
import { useAdminTablesService } from '../../support/admin.ts';
import { auditItems } from '../../support/audit-records.ts';
import { useNoTimeLimits } from '../../support/no-time-limits.ts';
import { getLogin, type Service } from '../../support/service.ts';

useNoTimeLimits();
const service = useAdminTablesService();
const REASON = `INC-42: ada's key leaked; ask "ada" & $(echo ran)`;
const SCOPES = [
  'all',
  { issuer: 'demo-ci' },
  { connector: 'shop-images' },
  { caller: { issuer: 'demo-ci', subject: 'repo:example/shop:ref:refs/heads/main' } },
];

function stop(scope: unknown, reason = REASON, invoke?: Service['invoke']) {
  return service.ask({ route: 'POST /stop', body: { scope, reason } }, invoke);
}
function resume(scope: unknown) {
  return service.ask({ route: 'POST /resume', body: { scope, reason: 'it is over' } });
}
async function stops(): Promise<readonly { scope: unknown }[]> {
  return (await service.ask({ route: 'GET /stop' })).body.items;
}
async function login(query = {}, invoke = service.invoke) {
  return invoke('issue', getLogin(await service.aws.issuer.mint(), query));
}
function ofAdministrator() {
  return service.ask({ route: 'GET /connectors/{id}/ecr/credentials', id: 'shop-images' });
}

afterEach(async () => {
  for (const { scope } of await stops()) await resume(scope);
});

describe('a stop', () => {
  it.each(SCOPES)(
    'of %j holds for the next request, with its reason, and ends with the next after it is resumed',
    async (scope) => {
      const { sub } = JSON.parse(
        Buffer.from((await service.aws.issuer.mint()).split('.')[1] ?? '', 'base64url').toString(),
      );
      const given =
        typeof scope === 'object' && 'caller' in scope ? { caller: { issuer: 'demo-ci', subject: sub } } : scope;
      expect((await login()).status).toBe(200);
      expect((await stop(given)).body).toEqual({
        items: [{ scope: given, reason: REASON, by: 'corp:ada', at: expect.stringMatching(/Z$/) }],
      });
      const refused = await login();
      expect([refused.status, refused.body]).toEqual([
        403,
        {
          ...{ type: 'urn:portunus:error:stopped', title: 'Stopped', status: 403, code: 'stopped' },
          detail: `An operator has stopped this for now. ${REASON}`,
          ...{ stage: 'authorization', retryable: false, requestId: refused.body.requestId },
        },
      ]);
      expect((await resume(given)).body).toEqual({ items: [] });
      expect((await login()).status).toBe(200);
    },
  );

  it('holds for environments that are warm and have the login in their cache', async () => {
    const warm = await service.freshEnvironment('issue');
    expect((await login({}, warm)).status).toBe(200);
    await stop('all', REASON, await service.freshEnvironment('admin'));
    expect((await login({}, warm)).body.code).toBe('stopped');
  });

  it('binds administrators, who can still read, stop and resume', async () => {
    expect((await ofAdministrator()).status).toBe(200);
    await stop({ issuer: 'corp' });
    expect((await ofAdministrator()).body.code).toBe('stopped');
    expect((await service.ask({ route: 'GET /connectors' })).status).toBe(200);
    expect((await resume({ issuer: 'corp' })).status).toBe(200);
  });

  it('is told to nobody whom no grant lets in: they get the same bytes as ever', async () => {
    const ask = { route: 'GET /connectors/{id}/ecr/credentials', id: 'shop-images', as: 'person' } as const;
    const withoutId = ({ text }: { text: string }) => text.replace(/"requestId":"[^"]*"/, '');
    const before = await service.ask(ask);
    await stop('all');
    expect(withoutId(await service.ask(ask))).toBe(withoutId(before));
  });

  it('runs nothing in a shell, where a format has its own refusals', async () => {
    await stop({ connector: 'shop-images' });
    const { status, text } = await login({ format: 'bash' });
    const run = spawnSync('sh', ['-c', text], { encoding: 'utf8' });
    expect([status, run.status, run.stdout]).toEqual([403, 1, '']);
    expect(run.stderr).toContain(REASON);
  });

  it('is read for each login of a batch', async () => {
    await stop({ connector: 'shop-images' });
    await service.apply({
      connectors: [
        {
          ...{ id: 'not-stopped', account: 'build', principalType: 'assumed-role', systemScope: true, access: 'pull' },
          ...{ roleArn: 'arn:aws:iam::123456789012:role/portunus/not-stopped', region: 'eu-west-1' },
          grants: [{ issuer: 'demo-ci', claims: { repository_id: ['1296269'] } }],
        },
      ],
    });
    const body = { requests: [{ connectorId: 'shop-images' }, { connectorId: 'not-stopped' }] };
    const { body: answer } = await service.ask({ route: 'POST /credentials', as: 'workload', body });
    expect(answer.results.map((one: { error?: { code: string } }) => one.error?.code)).toEqual(['stopped', undefined]);
  });

  it('is what explain says stops a caller whom a grant lets in', async () => {
    await stop({ connector: 'shop-images' });
    const ask = { route: 'POST /connectors/{id}/explain', id: 'shop-images', body: {} };
    const { body } = await service.ask(ask);
    expect(body).toMatchObject({
      ...{ allowed: false, allowedBy: 'administrator' },
      reason: `stopped: connector shop-images: ${REASON}`,
    });
    expect(body.conditions.at(-1)).toMatchObject({ condition: 'not stopped', held: false });
  });

  it('and its end are in the audit, with who made them and why, and so is each refusal', async () => {
    const stopped = await stop({ connector: 'shop-images' });
    const refused = await login();
    const resumed = await resume({ connector: 'shop-images' });
    const records = await auditItems(service.aws);
    const of = (id: string) => records.find(({ requestId }) => requestId?.S === id);
    const [one, other] = ['stop', 'resume'].map((action) => records.findLast((item) => item.action?.S === action));
    expect([stopped.status, resumed.status]).toEqual([200, 200]);
    expect([one?.outcome?.S, one?.caller?.M?.subject?.S, other?.reason?.S]).toEqual(['done', 'ada', 'it is over']);
    expect(of(refused.body.requestId)).toMatchObject({
      ...{ outcome: { S: 'refused' }, code: { S: 'stopped' }, reason: { S: `connector shop-images: ${REASON}` } },
    });
  });

  it('holds although the audit cannot be written, and a resume then waits', async () => {
    const spoilt = async (work: () => Promise<{ status: number }>, spared: number) => {
      service.tables.inject('PutItem', 'access-denied', 1, spared);
      try {
        return (await work()).status;
      } finally {
        service.tables.clear();
      }
    };
    expect(await spoilt(() => stop('all'), 0)).toBe(200);
    expect((await login()).body.code).toBe('stopped');
    expect(await spoilt(() => resume('all'), 0)).toBe(503);
    expect((await login()).body.code).toBe('stopped');
  });

  it('is lost by none of ten operators in three environments', async () => {
    const environments = await Promise.all(Array.from({ length: 3 }, () => service.freshEnvironment('admin')));
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        stop({ caller: { issuer: 'demo-ci', subject: `job-${index}` } }, REASON, environments[index % 3]),
      ),
    );
    const done = answers.filter(({ status }) => status === 200);
    // Whoever was too late ten times is told so, and whoever was told it holds can rely on it.
    expect(await stops()).toHaveLength(done.length);
    expect(answers.filter(({ status }) => status !== 200 && status !== 409)).toEqual([]);
  });
});

describe('stops that cannot be read', () => {
  const Item = {
    ...{ kind: { S: 'stops' }, id: { S: 'stops' }, schema: { N: '1' }, version: { N: '7' } },
    stops: { S: '[{"scope":{"planet":"mars"},"reason":"x","by":"y","at":"2026-11-21T12:00:00.000Z"}]' },
  };

  it.each([
    ['a scope of a newer release', Item],
    ['no JSON', { ...Item, stops: { S: '[' } }],
    ['an attribute that nobody knows', { ...Item, until: { S: 'later' } }],
    ['no number for its version', { ...Item, version: { S: 'x' } }],
  ])('(%s) let nobody in until all is stopped and resumed', async (_what, item) => {
    await service.aws.dynamoDb.send(new PutItemCommand({ TableName: 'portunus-local-definitions', Item: item }));
    const refused = await login();
    expect([refused.status, refused.body.code]).toEqual([500, 'misconfigured']);
    expect((await service.ask({ route: 'GET /stop' })).body.errors).toEqual([
      { field: 'stops', detail: expect.stringContaining('stop all, which replaces them, and then resume all') },
    ]);
    expect([(await stop({ connector: 'shop-images' })).status, (await resume('all')).status]).toEqual([409, 409]);
    expect((await stop('all')).status).toBe(200);
    expect((await login()).body.code).toBe('stopped');
    expect((await resume('all')).status).toBe(200);
    expect((await login()).status).toBe(200);
  });
});
