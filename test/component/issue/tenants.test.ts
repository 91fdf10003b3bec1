// One environment serves everybody: requests of several tenants, interleaved, and none gets another's login.
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { useNoTimeLimits } from '../../support/no-time-limits.ts';
import { type Answer, getLogin, startService } from '../../support/service.ts';
import { useStarted } from '../../support/use-service.ts';

const TableName = 'portunus-local-definitions';
const SESSION = {
  name: 'ci-{repository_id}-{run_id}',
  sourceIdentity: '{repository_owner_id}',
  tags: { repository: '{repository}' },
};

useNoTimeLimits();
const service = useStarted(() => startService({ serviceTimesMs: { AssumeRole: 5, GetAuthorizationToken: 3 } }));

beforeAll(async () => {
  // The second tenant's sessions are named as the first one's are.
  const Key = { kind: { S: 'connector' }, id: { S: 'bakery-images' } };
  const { Item = {} } = await service.aws.dynamoDb.send(new GetItemCommand({ TableName, Key }));
  const definition = JSON.stringify({ ...JSON.parse(Item.definition?.S ?? ''), session: SESSION });
  await service.aws.dynamoDb.send(new PutItemCommand({ TableName, Item: { ...Item, definition: { S: definition } } }));
});
beforeEach(() => {
  service.aws.standIn.calls.length = 0;
  service.aws.standIn.issued.length = 0;
});

interface Tenant {
  readonly connector: string;
  readonly repositoryId: string;
  readonly repository: string;
}
const SHOP: Tenant = { connector: 'shop-images', repositoryId: '1296269', repository: 'acme/shop' };
const BAKERY: Tenant = { connector: 'bakery-images', repositoryId: '23096959', repository: 'acme/bakery' };

function tokenOf({ repositoryId, repository }: Tenant, run: number) {
  return service.aws.issuer.mint({ repository_id: repositoryId, repository, run_id: `${run}` });
}

/** Whose session ECR gave a password to. */
function ownerOf(password: string): string | undefined {
  const { calls, issued } = service.aws.standIn;
  const logins = issued.filter((one) => one.action === 'GetAuthorizationToken');
  const callers = calls.filter((call) => call.action === 'GetAuthorizationToken').map((call) => call.callerArn);
  return callers[logins.findIndex((one) => one.authorizations.some((login) => login.password === password))];
}

function sessionOf({ connector, repositoryId }: Tenant, run: number) {
  return `arn:aws:sts::123456789012:assumed-role/${connector}/ci-${repositoryId}-${run}`;
}

/** What a tenant's request for its own connector must bring. */
function expectOwn(answer: Answer, tenant: Tenant, run: number) {
  expect([answer.status, answer.body.connectorId]).toEqual([200, tenant.connector]);
  expect(answer.body.session.arn).toBe(sessionOf(tenant, run));
  expect(ownerOf(answer.body.credentials[0].password)).toBe(sessionOf(tenant, run));
}

describe('two tenants on one environment', () => {
  it('each get their own logins, whoever asks in between', async () => {
    for (let round = 0; round < 5; round += 1) {
      for (const [tenant, other] of [
        [SHOP, BAKERY],
        [BAKERY, SHOP],
      ] as const) {
        const token = await tokenOf(tenant, 1);
        expectOwn(await service.invoke('issue', getLogin(token, {}, tenant.connector)), tenant, 1);
        expect((await service.invoke('issue', getLogin(token, {}, other.connector))).status).toBe(403);
      }
    }
    // From the cache after the first time, and each from its own entry.
    expect(service.aws.standIn.calls.map(({ action }) => action)).toEqual([
      'AssumeRole',
      'GetAuthorizationToken',
      'AssumeRole',
      'GetAuthorizationToken',
    ]);
  });

  it('each get their own logins when all ask at once, forbidden ones among them', async () => {
    const invoke = await service.freshEnvironment('issue');
    // Two runs of each tenant, asking for both connectors, five times over, in an order that mixes them.
    const asked = Array.from({ length: 40 }, (_, index) => ({
      tenant: index % 2 === 0 ? SHOP : BAKERY,
      target: index % 4 < 2 ? SHOP : BAKERY,
      run: 1 + (Math.floor(index / 4) % 2),
    }));
    const answers = await Promise.all(
      asked.map(async ({ tenant, target, run }) =>
        invoke('issue', getLogin(await tokenOf(tenant, run), {}, target.connector)),
      ),
    );
    for (const [index, answer] of answers.entries()) {
      const { tenant = SHOP, target, run = 0 } = asked[index] ?? {};
      if (tenant === target) expectOwn(answer, tenant, run);
      else expect([answer.status, answer.body.code, answer.body.credentials]).toEqual([403, 'not_allowed', undefined]);
    }
    const passwords = answers.filter(({ status }) => status === 200).map(({ body }) => body.credentials[0].password);
    expect([passwords.length, new Set(passwords).size]).toEqual([20, 4]);
  });

  it('don’t share what failed for one of them', async () => {
    const invoke = await service.freshEnvironment('issue');
    service.aws.standIn.faults.inject({ action: 'AssumeRole', fault: 'access-denied' });
    const shop = await invoke('issue', getLogin(await tokenOf(SHOP, 3)));
    const bakery = await invoke('issue', getLogin(await tokenOf(BAKERY, 3), {}, 'bakery-images'));
    expect([shop.status, shop.body.code]).toEqual([502, 'role_refused']);
    expectOwn(bakery, BAKERY, 3);
  });
});
