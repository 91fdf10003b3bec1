// 401 before 400 before 403: who is unknown is told nothing of the request, and who is known is told its faults first.
import { beforeAll, describe, expect, it } from 'vitest';
import { type Ask, type CallerName, useAdminService } from '../../support/admin.ts';
import { EVERYTHING, rowsOf, TABLE } from '../../support/authorization.ts';
import { expectProblem } from '../../support/problem.ts';

const service = useAdminService();
const ROUTES = rowsOf(TABLE).map(([, route = '']) => route);

beforeAll(() => service.apply({ connectors: [EVERYTHING] }));

function invalid(fields: readonly string[]) {
  return {
    status: 400,
    code: 'invalid_request',
    stage: 'request',
    fields,
  };
}
const MISSING = { status: 401, code: 'token_missing', stage: 'authentication' };
const NOT_ALLOWED = { status: 403, code: 'not_allowed', stage: 'authorization', fields: ['caller'] };

/** A bad request of a route, which differs from a good one in the field that is named. */
function badRequest(route: string): readonly [Ask, string] {
  const id = route.includes('{id}') ? { id: 'everything' } : {};
  if (/^(?:POST|PUT|PATCH)/.test(route) && !route.endsWith('/run')) {
    return [{ route, ...id, headers: { 'if-match': '*' }, body: '[]' }, 'body'];
  }
  return [{ route, ...id, headers: { 'if-match': '*' }, query: { unheard: 'of' } }, 'unheard'];
}

/** What takes nothing looks at nothing, and what is open to all asks nobody who they are. */
const TAKES_SOMETHING = ROUTES.filter(
  (route) => !/status|caller|sign-in|openapi\.json$|^POST \/definitions/.test(route),
);

describe.each(TAKES_SOMETHING)('%s', (route) => {
  const [request, field] = badRequest(route);

  it('with a fault is 401 to nobody', async () => {
    expectProblem(await service.ask({ ...request, as: 'nobody' }), MISSING);
  });

  it.each<CallerName>(['workload', 'person', 'administrator', 'role', 'admin role'])(
    'with a fault is 400 to %s, and names the field',
    async (as) => {
      expectProblem(await service.ask({ ...request, as }), invalid([field]));
    },
  );
});

it('a set of definitions, which may be long, is read for administrators alone', async () => {
  const request: Ask = { route: 'POST /definitions', body: '[]' };
  expectProblem(await service.ask({ ...request, as: 'nobody' }), MISSING);
  for (const as of ['workload', 'person', 'role'] as const) {
    expectProblem(await service.ask({ ...request, as }), NOT_ALLOWED);
  }
  for (const as of ['administrator', 'admin role'] as const) {
    expectProblem(await service.ask({ ...request, as }), invalid(['body']));
  }
});

describe('whoever does not administer', () => {
  const refused: readonly (readonly [string, Ask])[] = [
    ['a definition that is not there', { route: 'GET /accounts/{id}', id: 'nowhere' }],
    ['a job that is not there', { route: 'POST /refresh-jobs/{id}/run', id: 'nowhere' }],
    ['a patch of what is not there', { route: 'PATCH /accounts/{id}', id: 'nowhere', body: {} }],
    ['an id that is taken', { route: 'POST /accounts', body: { id: 'build' } }],
    ['an old version', { route: 'DELETE /accounts/{id}', id: 'build', headers: { 'if-match': '"99"' } }],
    ['a connector that is not there', { route: 'POST /connectors/{id}/explain', id: 'nowhere', body: {} }],
  ];

  it.each(refused)('is refused %s as anything else', async (_what, request) => {
    for (const as of ['workload', 'person', 'role'] as const) {
      expectProblem(await service.ask({ ...request, as }), NOT_ALLOWED);
    }
  });

  it('changes nothing, and leaves no record of a change', async () => {
    const headers = { 'if-match': '*' };
    await service.ask({ route: 'DELETE /accounts/{id}', as: 'workload', id: 'build', headers });
    await service.ask({ route: 'PATCH /accounts/{id}', as: 'person', id: 'build', body: { partition: 'aws-cn' } });
    expect(await service.item('account', 'build')).toMatchObject({ version: 1, deleted: false });
    expect(await service.changesOf('account', 'build')).toHaveLength(1);
  });
});

it('a token that is no good is 401, whatever is asked', async () => {
  const event = { headers: { authorization: 'Bearer not.a.token' } };
  const answer = await service.ask({ route: 'GET /accounts', event });
  expectProblem(answer, { status: 401, code: 'token_rejected', stage: 'authentication' });
});

it('an administrator of an issuer that is switched off is nobody', async () => {
  const off = { ...(await service.item('issuer', 'corp'))?.definition, enabled: false };
  const other = { ...off, id: 'corp-off', url: 'https://corp-off.example' };
  await service.apply({ issuers: [other] });
  const iss = other.url;
  const token = await service.corp.mint({ iss, sub: 'ada', token_use: 'id', groups: ['portunus-admins'] });
  const event = { headers: { authorization: `Bearer ${token}` } };
  const answer = await service.ask({ route: 'GET /accounts', event });
  expectProblem(answer, { status: 401, code: 'token_rejected', stage: 'authentication' });
});

it('a workload that says it is in the administrators’ group is a workload', async () => {
  const token = await service.aws.issuer.mint({ groups: ['portunus-admins'], token_use: 'id' });
  const event = { headers: { authorization: `Bearer ${token}` } };
  expectProblem(await service.ask({ route: 'GET /accounts', event }), NOT_ALLOWED);
});

it('a token of the people’s issuer without what it requires is nobody’s, whatever groups it names', async () => {
  const token = await service.corp.mint({ sub: 'ada', token_use: 'access', groups: ['portunus-admins'] });
  const event = { headers: { authorization: `Bearer ${token}` } };
  const answer = await service.ask({ route: 'GET /accounts', event });
  expectProblem(answer, { status: 401, code: 'token_rejected', stage: 'authentication' });
});
