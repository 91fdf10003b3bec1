// The audit as its readers get it over the API: who may, what a record shows, and that each search leaves a record.
import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { CORP, eventOf, useAdminService } from '../support/admin.ts';
import { auditItems } from '../support/audit-records.ts';
import { getLogin } from '../support/service.ts';

const service = useAdminService();

async function asAuditor(query: Record<string, string> = {}, route = 'GET /audit') {
  await service.apply({ issuers: [{ ...CORP, jwks: service.corp.jwks, auditGroups: ['security'] }] });
  const invoke = await service.freshEnvironment('read');
  const token = await service.corp.mint({ sub: 'eve', token_use: 'id', groups: ['security'] });
  return invoke('read', eventOf({ route, query }, token));
}

async function login() {
  const answer = await service.invoke('issue', getLogin(await service.tokenOf('workload')));
  return { requestId: answer.body.requestId as string, answer };
}

it('shows a login with the grant as it was', async () => {
  const { requestId } = await login();
  const { status, body } = await service.ask({ route: 'GET /audit', query: { requestId } });
  expect([status, body]).toEqual([
    200,
    {
      items: [
        expect.objectContaining({
          time: expect.stringMatching(/^2\d{3}-.*Z$/),
          requestId,
          action: 'ecr-login',
          outcome: 'issued',
          connectorId: 'shop-images',
          connectorVersion: 1,
          allowedBy: 'grants[0]',
          grant: expect.objectContaining({ issuer: 'demo-ci' }),
          caller: expect.objectContaining({ issuer: 'demo-ci', subject: 'repo:acme/shop:ref:refs/heads/main' }),
          issued: expect.objectContaining({ tokenSha256: [expect.stringMatching(/^[0-9a-f]{64}$/)] }),
        }),
      ],
    },
  ]);
});

it('finds the login of a leaked token by its SHA-256', async () => {
  const { requestId, answer } = await login();
  const bytes = new TextEncoder().encode(answer.body.credentials[0].authorizationToken);
  const fingerprint = Buffer.from(await crypto.subtle.digest('SHA-256', bytes))
    .toString('hex')
    .toUpperCase();
  const { body } = await service.ask({ route: 'GET /audit', query: { fingerprint } });
  expect(body.items.map((item: { requestId: string }) => item.requestId)).toContain(requestId);
});

it('finds a login for several registries by each of its tokens', async () => {
  const ask = { route: 'GET /connectors/{id}/ecr/credentials', as: 'workload', id: 'shop-images' } as const;
  const login = await service.ask({ ...ask, query: { registryIds: '123456789012,210987654321' } });
  const tokens: string[] = login.body.credentials.map((one: { authorizationToken: string }) => one.authorizationToken);
  expect(new Set(tokens).size).toBe(2);
  for (const token of tokens) {
    const fingerprint = createHash('sha256').update(token).digest('hex');
    const { body } = await service.ask({ route: 'GET /audit', query: { fingerprint } });
    expect(body.items.map((item: { requestId: string }) => item.requestId)).toEqual([login.body.requestId]);
  }
});

it('lets an auditor read records, and nothing that a person may not', async () => {
  expect((await asAuditor()).status).toBe(200);
  expect((await asAuditor({}, 'GET /connectors')).body.items).toEqual([]);
  expect((await asAuditor({}, 'GET /caller')).body).toMatchObject({ administrator: false, auditor: true });
});

it('records who searched for what, and who tried to', async () => {
  const query = { connector: 'shop-images', outcome: 'issued', from: '2026-11-20', to: '2026-11-22' };
  await service.ask({ route: 'GET /audit', query });
  await service.ask({ route: 'GET /audit', query, as: 'person' });
  const items = await auditItems(service.aws);
  const readings = items.filter(({ id, route }) => id?.S?.startsWith('connector=') || route?.S === 'GET /v1/audit');
  expect(
    readings.map(({ action, caller, kind, outcome }) => [action?.S, caller?.M?.subject?.S, kind?.S, outcome?.S]),
  ).toEqual(
    expect.arrayContaining([
      ['record-read', 'ada', 'audit', 'done'],
      ['administration', 'bob', undefined, 'refused'],
    ]),
  );
  expect(readings.map(({ id }) => id?.S)).toContain(
    'connector=shop-images&outcome=issued&from=2026-11-20T00%3A00%3A00.000Z&to=2026-11-22T00%3A00%3A00.000Z',
  );
});

it('goes on where a page ended, and only with the same filters', async () => {
  await login();
  await login();
  const query = { connector: 'shop-images', limit: '1' };
  const first = await service.ask({ route: 'GET /audit', query });
  const { nextToken } = first.body;
  const second = await service.ask({ route: 'GET /audit', query: { ...query, nextToken } });
  expect([first.body.items.length, second.body.items.length]).toEqual([1, 1]);
  expect(second.body.items[0].time <= first.body.items[0].time).toBe(true);
  expect(second.body.items[0].requestId).not.toBe(first.body.items[0].requestId);
  const { status, body } = await service.ask({ route: 'GET /audit', query: { outcome: 'issued', nextToken } });
  expect([status, body.errors]).toEqual([
    400,
    [{ field: 'nextToken', detail: 'is of a search with other filters: repeat those of its answer' }],
  ]);
});

it('tells readers which conditions a refused caller failed, and the caller nothing of it', async () => {
  const grants = [{ issuer: 'demo-ci', claims: { repository_id: ['1296269'], ref: ['refs/heads/release'] } }];
  const roleArn = 'arn:aws:iam::123456789012:role/portunus/release';
  const connector = { id: 'release', account: 'build', principalType: 'assumed-role', roleArn, region: 'eu-west-1' };
  await service.apply({ connectors: [{ ...connector, systemScope: true, access: 'push', grants }] });
  const token = await service.tokenOf('workload');
  const refused = await service.invoke('issue', getLogin(token, {}, 'release'));
  const unknown = await service.invoke('issue', getLogin(token, {}, 'nowhere'));
  expect({ ...refused.body, requestId: '' }).toEqual({ ...unknown.body, requestId: '' });
  const { body } = await service.ask({ route: 'GET /audit', query: { requestId: refused.body.requestId } });
  expect(body.items).toEqual([
    expect.objectContaining({
      outcome: 'refused',
      reason: 'no_grant_matches',
      connectorVersion: 1,
      conditions: [{ condition: 'grants[0].claims.ref', expected: ['refs/heads/release'], actual: 'refs/heads/main' }],
    }),
  ]);
});
