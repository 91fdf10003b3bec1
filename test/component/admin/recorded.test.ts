// What administration leaves in the audit, on every route that is for administrators.
import { beforeAll, describe, expect, it } from 'vitest';
import { type Ask, type CallerName, useAdminService } from '../../support/admin.ts';
import { recordsOf } from '../../support/audit-records.ts';
import { EVERYTHING, goodRequest, rowsOf, TABLE } from '../../support/authorization.ts';

const service = useAdminService();

beforeAll(() => service.apply({ connectors: [EVERYTHING] }));

/** Routes that let in neither a workload nor a person, whatever a connector grants. */
const ROUTES = rowsOf(TABLE)
  .filter(([, route = '', , workload, person]) => {
    return workload === '403 not_allowed' && person === '403 not_allowed' && !/console\/url$/.test(route);
  })
  .map(([, route = '']) => route);

async function send(ask: Ask, as: CallerName) {
  const { status, body } = await service.ask({ ...ask, as });
  return { status, records: await recordsOf(service.aws, body.requestId) };
}

describe.each(ROUTES)('%s', (route) => {
  const about = {
    action: 'administration',
    outcome: 'refused',
    sourceIp: '192.0.2.7',
    userAgent: 'curl/8.5.0',
  };

  it('leaves a record of somebody who may not', async () => {
    const { status, records } = await send(await goodRequest(service, route), 'role');
    expect(status).toBe(403);
    const caller = { issuer: 'aws-iam', sessionName: 'build-1', uniqueId: 'AROACKCEVSQ6C2EXAMPLE' };
    const refused = {
      ...about,
      code: 'not_allowed',
      reason: expect.stringMatching(/^no_(?:administrator|auditor)$/),
      caller,
    };
    expect(records).toMatchObject([{ ...refused, route: route.replace(' ', ' /iam/v1') }]);
  });

  it('leaves a record of a bad request', async () => {
    const ask = { ...(await goodRequest(service, route)), query: { 'no-such': 'x' } };
    const { status, records } = await send(ask, 'administrator');
    expect(status).toBe(400);
    const refused = { ...about, code: 'invalid_request', caller: { issuer: 'corp', subject: 'ada' } };
    expect(records).toMatchObject([{ ...refused, route: route.replace(' ', ' /v1') }]);
  });
});

describe('the record of a refusal', () => {
  it('names the definition in the path', async () => {
    const { records } = await send({ route: 'GET /issuers/{id}', id: 'demo-ci' }, 'person');
    expect(records).toMatchObject([{ kind: 'issuer', id: 'demo-ci' }]);
  });

  it('names the definition in the body', async () => {
    const { records } = await send({ route: 'POST /accounts', body: { id: 'evil' } }, 'workload');
    expect(records).toMatchObject([{ kind: 'account', id: 'evil' }]);
  });

  it('of a conflict says what is in its way', async () => {
    const ask = { route: 'DELETE /accounts/{id}', id: 'build', headers: { 'if-match': '*' } };
    const { status, records } = await send(ask, 'administrator');
    expect(status).toBe(409);
    expect(records).toMatchObject([{ code: 'conflict', kind: 'account', id: 'build' }]);
    expect(records[0]?.reason).toContain('connectors: bakery-images refers to it');
  });
});

describe('what succeeds', () => {
  it('is recorded as a change, with the person behind the role', async () => {
    const ask = await goodRequest(service, 'PATCH /connectors/{id}');
    const before = await recordsOf(service.aws);
    const changed = await service.ask({ ...ask, body: { description: 'changed' }, as: 'admin role' });
    expect(changed.status).toBe(200);
    const records = (await recordsOf(service.aws)).slice(before.length);
    const from = { sourceIp: '192.0.2.7', userAgent: 'curl/8.5.0' };
    const caller = { issuer: 'aws-iam', sessionName: 'ada', uniqueId: 'AROACKCEVSQ6C2EXAMPLE' };
    const what = { action: 'definition-change', outcome: 'begun', id: ask.id, replaces: 1, fields: ['description'] };
    expect(records).toMatchObject([{ ...what, ...from, caller }]);
  });

  it('is recorded before it is explained what somebody else may do', async () => {
    const body = { issuer: 'demo-ci', claims: { sub: 'repo:acme/shop' } };
    const { records } = await send({ route: 'POST /connectors/{id}/explain', id: 'everything', body }, 'administrator');
    expect(records).toMatchObject([{ action: 'explain', outcome: 'done', kind: 'connector', id: 'everything' }]);
  });

  it('is recorded before a job runs', async () => {
    const ask = await goodRequest(service, 'POST /refresh-jobs/{id}/run');
    const before = await recordsOf(service.aws);
    expect((await service.ask(ask)).status).toBe(200);
    const records = (await recordsOf(service.aws)).slice(before.length);
    expect(records).toMatchObject([{ action: 'job-run', outcome: 'done', kind: 'refresh-job', id: ask.id }]);
  });
});
