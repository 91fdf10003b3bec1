// What a deployment takes away from one administrator.
import { beforeAll, describe, expect, it } from 'vitest';
import { useAdminService } from '../../support/admin.ts';
import { expectProblem } from '../../support/problem.ts';

const service = useAdminService({
  PORTUNUS_ADMINS_MAY_ISSUE: 'false',
  PORTUNUS_LOCKED_ISSUERS: 'demo-ci',
  PORTUNUS_DESTINATIONS: 'arn:aws:secretsmanager:*:111122223333:secret:portunus/dev/logins/*',
});

beforeAll(async () => {
  const { account, roleArn } = JSON.parse(JSON.stringify((await service.item('connector', 'shop-images'))?.definition));
  const serves = ['ecr', 'ecr-public', 'session', 'console'];
  const fields = { account, principalType: 'assumed-role', roleArn, region: 'eu-west-1', serves };
  await service.apply({ connectors: [{ id: 'everything', ...fields }] });
});

describe('where administrators may not issue', () => {
  it.each([
    'GET /connectors/{id}/ecr/credentials',
    'POST /connectors/{id}/ecr/credentials',
    'GET /connectors/{id}/ecr-public/credentials',
    'GET /connectors/{id}/credentials',
    'GET /connectors/{id}/caller-identity',
    'GET /connectors/{id}/console/url',
  ])('%s asks for a grant', async (route) => {
    service.aws.standIn.calls.splice(0);
    const answer = await service.ask({ route, id: 'everything', ...(route.startsWith('POST') && { body: {} }) });
    expectProblem(answer, { status: 403, code: 'not_allowed', stage: 'authorization' });
    expect(service.aws.standIn.calls).toEqual([]);
  });

  it('an explanation says which setting it is', async () => {
    const { body } = await service.ask({ route: 'POST /connectors/{id}/explain', id: 'bakery-images', body: {} });
    expect([body.allowed, body.reason]).toEqual([false, 'no_grant_matches']);
    expect(body.conditions).toContainEqual({
      condition: 'administrator',
      held: false,
      expected: 'PORTUNUS_ADMINS_MAY_ISSUE=true',
      actual: 'false',
    });
  });

  it('a grant lets an administrator in as it does anybody', async () => {
    const grants = [{ issuer: 'corp', claims: { sub: ['ada'] } }];
    const changed = await service.ask({ route: 'PATCH /connectors/{id}', id: 'bakery-images', body: { grants } });
    expect(changed.status).toBe(200);
    const route = 'GET /connectors/{id}/ecr/credentials';
    expect((await service.ask({ route, id: 'bakery-images' })).status).toBe(200);
  });
});

describe('where jobs may deliver to the own account alone', () => {
  const job = (accountId: string) => ({
    id: `to-${accountId}`,
    connector: 'shop-images',
    format: 'docker-config',
    acknowledgeRisk: true,
    destination: {
      type: 'secretsmanager',
      arn: `arn:aws:secretsmanager:eu-west-1:${accountId}:secret:portunus/dev/logins/x`,
    },
  });
  const written = (accountId: string) => service.ask({ route: 'POST /refresh-jobs', body: job(accountId) });

  it('no administrator can write a job that delivers to another one, whatever risk is acknowledged', async () => {
    const { status, body } = await written('999999999999');
    expect(status).toBe(400);
    expect(body.errors).toContainEqual({
      field: 'destination.arn',
      detail: 'is no destination that this deployment allows (PORTUNUS_DESTINATIONS)',
    });
  });

  it('a job of the own account has other faults alone', async () => {
    const { body } = await written('111122223333');
    expect(body.errors.map(({ field }: { field: string }) => field)).not.toContain('destination.arn');
  });
});

describe('where an issuer is locked', () => {
  it.each([
    ['it', 'demo-ci', 'is locked'],
    ['the one whose people administer', 'corp', 'has adminGroups'],
  ])('no administrator changes %s', async (_which, id, why) => {
    const body = { maxTokenAgeSeconds: 901 };
    const answer = await service.ask({ route: 'PATCH /issuers/{id}', id, body });
    expectProblem(answer, { status: 409, code: 'conflict', stage: 'request', fields: ['id'] });
    expect(answer.body.errors[0].detail).toContain(why);
    expect((await service.item('issuer', id))?.definition?.maxTokenAgeSeconds).not.toBe(901);
  });
});
