// A connector that does not serve a route: those whom it lets in are told what it serves, and nobody else that it exists.
import { describe, expect, it } from 'vitest';
import { useAdminService } from '../support/admin.ts';
import { auditItems } from '../support/audit-records.ts';
import { expectProblem } from '../support/problem.ts';

const service = useAdminService();
function session(as: 'workload' | 'person' | 'role', id: string) {
  return service.ask({ route: 'GET /connectors/{id}/credentials', as, id });
}
function withoutId(text: string) {
  return text.replace(/"requestId":"[^"]+"/, '');
}

describe('a connector that serves logins alone', () => {
  it('says so to whom a grant lets in, and keeps the reason', async () => {
    const answer = await session('workload', 'shop-images');
    expectProblem(answer, { status: 400, code: 'invalid_request', stage: 'authorization', fields: ['serves'] });
    expect(answer.body.errors[0].detail).toBe('has ecr only: the connector does not serve session');
    const [item] = (await auditItems(service.aws)).filter(({ requestId }) => requestId?.S === answer.body.requestId);
    expect([item?.outcome, item?.reason]).toEqual([{ S: 'refused' }, { S: 'not_served' }]);
    expect(service.aws.standIn.calls).toEqual([]);
  });

  it.each(['person', 'role'] as const)('is for a %s whom no grant names as if it were not there', async (as) => {
    const [there, nowhere] = [await session(as, 'shop-images'), await session(as, 'no-such-connector')];
    expectProblem(there, { status: 403, code: 'not_allowed', stage: 'authorization' });
    expect(withoutId(there.text)).toBe(withoutId(nowhere.text));
  });

  it('is as if it were not there for a job, whom its console would not serve anyway', async () => {
    const answer = await service.ask({ route: 'GET /connectors/{id}/console/url', as: 'workload', id: 'shop-images' });
    expectProblem(answer, { status: 403, code: 'not_allowed', stage: 'authorization' });
  });
});

it('lists and shows what a connector serves', async () => {
  const { body } = await service.ask({ route: 'GET /connectors', as: 'workload' });
  const listed = body.items.find(({ id }: { id: string }) => id === 'shop-images');
  expect(listed.serves).toEqual(['ecr']);
  const one = await service.ask({ route: 'GET /connectors/{id}', as: 'workload', id: 'shop-images' });
  expect(one.body).toEqual(listed);
});

it('says to others that administration is for administrators', async () => {
  const answer = await service.ask({ route: 'GET /issuers', as: 'workload' });
  expectProblem(answer, { status: 403, code: 'not_allowed', stage: 'authorization', fields: ['caller'] });
  expect(answer.body.detail).toBe('This caller may not do this.');
});
