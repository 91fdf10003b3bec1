// The way of issuing, up to where AWS would be asked, with everything that was looked at on it.
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SAMPLE_CLAIMS } from '../../../local/demo-issuer.ts';
import { useAdminService } from '../../support/admin.ts';
import { aConnectorToWrite } from '../../support/admin-definitions.ts';
import { auditItems } from '../../support/audit-records.ts';
import { COMMON_HEADERS, expectProblem } from '../../support/problem.ts';

const service = useAdminService();
const ISS = 'https://ci.portunus.example';
let before: ReadonlySet<string>;
const keyOf = ({ pk, sk }: Record<string, AttributeValue>) => `${pk?.S} ${sk?.S}`;

beforeEach(async () => {
  service.aws.standIn.calls.length = 0;
  before = new Set((await auditItems(service.aws)).map(keyOf));
});
afterEach(async () => {
  expect(service.aws.standIn.calls).toEqual([]);
  const added = (await auditItems(service.aws)).filter((item) => !before.has(keyOf(item)));
  expect(added.filter(({ action }) => !/^(?:definition-|explain|administration)/.test(action?.S ?? ''))).toEqual([]);
});

function explain(id: string, body: unknown) {
  return service.ask({ route: 'POST /connectors/{id}/explain', id, body });
}
function claims(more: object = {}) {
  return { claims: { iss: ISS, ...SAMPLE_CLAIMS, ...more } };
}
const JOB = { issuer: 'demo-ci', subject: SAMPLE_CLAIMS.sub, kind: 'workload', administrator: false };

describe('what is refused', () => {
  it('is told with each condition: whether it held, what it wants, and what was there', async () => {
    const answer = await explain('shop-images', claims({ ref: 'refs/heads/feature' }));
    expect(answer.headers).toEqual({ 'content-type': 'application/json', ...COMMON_HEADERS });
    expect(answer.body).toEqual({
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      connectorId: 'shop-images',
      action: 'ecr-login',
      allowed: false,
      reason: 'no_grant_matches',
      caller: JOB,
      conditions: [
        { condition: 'issuer', held: true, expected: expect.arrayContaining(['corp', 'demo-ci']), actual: ISS },
        { condition: 'issuer.enabled', held: true },
        { condition: 'issuer.require.repository_owner_id', held: true, expected: ['9919'], actual: '9919' },
        { condition: 'enabled', held: true },
        { condition: 'serves', held: true, expected: 'ecr', actual: ['ecr'] },
        { condition: 'systemScope', held: true },
      ],
      grants: [
        {
          grant: 'grants[0]',
          held: false,
          conditions: [
            { condition: 'grants[0].issuer', held: true, expected: 'demo-ci', actual: 'demo-ci' },
            {
              condition: 'grants[0].claims.repository_id',
              held: true,
              expected: ['1296269'],
              actual: '1296269',
            },
            {
              condition: 'grants[0].claims.ref',
              held: false,
              expected: ['refs/heads/main', 'refs/heads/release/*'],
              actual: 'refs/heads/feature',
            },
          ],
        },
      ],
      notChecked: [{ what: 'signature, audience and times', why: 'claims were given, and no token' }],
    });
  });

  it('has no actual where the claim is not there', async () => {
    const { ref: _left, ...rest } = SAMPLE_CLAIMS;
    const { body } = await explain('shop-images', { claims: { iss: ISS, ...rest } });
    expect(body.grants[0].conditions[2]).toEqual({
      condition: 'grants[0].claims.ref',
      held: false,
      expected: ['refs/heads/main', 'refs/heads/release/*'],
    });
  });

  it.each([
    ['disabled', { enabled: false }, 'enabled', 'disabled'],
    ['not for jobs', { systemScope: false }, 'systemScope', 'needs_system_scope'],
    ['for something else', { serves: ['session'] }, 'serves', 'not_served'],
  ])('by a connector that is %s says which condition did not hold', async (_what, more, condition, reason) => {
    const grants = [{ issuer: 'demo-ci', claims: { repository_id: ['1296269'] } }];
    const connector = aConnectorToWrite({ grants, ...more });
    await service.apply({ connectors: [connector] });
    const { body } = await explain(connector.id, claims());
    expect([body.allowed, body.reason]).toEqual([false, reason]);
    expect(body.conditions).toContainEqual(expect.objectContaining({ condition, held: false }));
    expect(body.grants[0].held).toBe(true);
  });

  it.each([
    ['nowhere', 'no_such_connector'],
    ['broken', 'connector_invalid: definition is not JSON'],
  ])('by a connector that is %s says so: administrators may know', async (id, reason) => {
    await service.put('connector', 'broken', 'no json');
    const { status, body } = await explain(id, claims());
    expect([status, body.allowed, body.reason, body.caller]).toEqual([200, false, reason, JOB]);
  });

  it('without the account says so', async () => {
    const connector = aConnectorToWrite({ account: 'nowhere' });
    await service.put('connector', connector.id, {
      ...connector,
      grants: [{ issuer: 'demo-ci', claims: { sub: ['*:*:*:*/*/*'] } }],
    });
    const { body } = await explain(connector.id, {});
    expect([body.allowed, body.reason]).toEqual([false, 'connector_invalid: the account is missing']);
  });
});

it.each(['workload', 'person', 'role'] as const)('a %s is told nothing', async (as) => {
  const answer = await service.ask({ route: 'POST /connectors/{id}/explain', as, id: 'shop-images', body: {} });
  expectProblem(answer, { status: 403, code: 'not_allowed', stage: 'authorization', fields: ['caller'] });
});
