// What an environment of the function keeps between requests, and what it must not.
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { auditItems, auditOf } from '../../support/audit-records.ts';
import { useNoTimeLimits } from '../../support/no-time-limits.ts';
import { expectProblem } from '../../support/problem.ts';
import { startTablesService, type TablesService } from '../../support/proxied-service.ts';
import { getLogin, type Service } from '../../support/service.ts';
import type { TableProxy } from '../../support/table-proxy.ts';

const CONNECTOR = {
  TableName: 'portunus-local-definitions',
  Key: { kind: { S: 'connector' }, id: { S: 'shop-images' } },
};

let tables: TableProxy;
let service: TablesService;
let invoke: Service['invoke'];
let token: string;

async function start(options?: Parameters<typeof startTablesService>[0]) {
  service = await startTablesService(options);
  tables = service.tables;
}
async function freshEnvironment() {
  invoke = await service.freshEnvironment('issue');
  token = await service.aws.issuer.mint();
  service.aws.standIn.calls.length = 0;
  tables.calls.length = 0;
}

function login(bearer = token, query = {}) {
  return invoke('issue', getLogin(bearer, query));
}
function passwordOf({ body }: Awaited<ReturnType<typeof login>>) {
  return body.credentials[0].password;
}
function awsCalls() {
  return service.aws.standIn.calls.map(({ action }) => action);
}
function tableCalls() {
  return tables.calls.map(({ operation }) => operation);
}

describe('a second login like the first', () => {
  beforeAll(() => start());
  afterAll(() => service.stop());
  beforeEach(freshEnvironment);
  afterEach(() => void vi.useRealTimers());

  it('is the same one, from the cache, with a request and an audit record of its own', async () => {
    const first = await login();
    const second = await login();
    expect([first.body.source, second.body.source]).toEqual(['fresh', 'cache']);
    expect(second.body.credentials).toEqual(first.body.credentials);
    expect(second.body.session).toEqual(first.body.session);
    expect(second.body.requestId).not.toBe(first.body.requestId);
    expect(awsCalls()).toEqual(['AssumeRole', 'GetAuthorizationToken']);
    expect(await auditOf(service.aws, first.body.requestId)).toEqual(['issued fresh']);
    expect(await auditOf(service.aws, second.body.requestId)).toEqual(['issued cache']);
  });

  it('costs two calls; a first login of an environment costs six and another fresh one four', async () => {
    await login();
    expect(tableCalls()).toEqual(['Query', 'BatchGetItem', 'GetItem', 'PutItem']);
    expect(awsCalls()).toEqual(['AssumeRole', 'GetAuthorizationToken']);

    tables.calls.length = 0;
    service.aws.standIn.calls.length = 0;
    await login(await service.aws.issuer.mint({ run_id: '7352' }));
    expect(tableCalls()).toEqual(['BatchGetItem', 'PutItem']);
    expect(awsCalls()).toEqual(['AssumeRole', 'GetAuthorizationToken']);

    tables.calls.length = 0;
    service.aws.standIn.calls.length = 0;
    await login();
    expect(tableCalls()).toEqual(['BatchGetItem', 'PutItem']);
    expect(awsCalls()).toEqual([]);
  });

  it.each<readonly [string, Record<string, string>, Record<string, string>]>([
    ['run', { run_id: '7352' }, {}],
    ['repository of the same id', { repository: 'acme/renamed' }, {}],
    ['region', {}, { region: 'eu-central-1' }],
    ['registry', {}, { registryIds: '210987654321' }],
    ['number of registries', {}, { registryIds: '123456789012,210987654321' }],
    ['duration', {}, { durationSeconds: '900' }],
  ])('is not like it when it is of another %s', async (_name, claims, query) => {
    await login();
    const other = await login(await service.aws.issuer.mint(claims), query);
    expect([other.status, other.body.source]).toEqual([200, 'fresh']);
    expect(awsCalls()).toEqual(['AssumeRole', 'GetAuthorizationToken', 'AssumeRole', 'GetAuthorizationToken']);
    // And the first is still there beside it.
    expect((await login()).body.source).toBe('cache');
  });

  it('is not like it when the connector was written anew', async () => {
    const first = await login();
    const { Item: item } = await service.aws.dynamoDb.send(new GetItemCommand(CONNECTOR));
    const put = (version: string) =>
      service.aws.dynamoDb.send(
        new PutItemCommand({ TableName: CONNECTOR.TableName, Item: { ...item, version: { N: version } } }),
      );
    await put('2');
    const second = await login();
    await put('1');
    expect(second.body.source).toBe('fresh');
    expect(passwordOf(second)).not.toBe(passwordOf(first));
  });

  it('is like it when another token says the same of the session', async () => {
    const first = await login();
    const second = await login(await service.aws.issuer.mint({ jti: 'another', actor: 'ada' }));
    expect(second.body.source).toBe('cache');
    expect(passwordOf(second)).toBe(passwordOf(first));
  });

  it.each<readonly [string, Record<string, unknown>, number]>([
    ['has another branch', { ref: 'refs/heads/feature' }, 403],
    ['is of another repository', { repository_id: '1' }, 403],
    ['has expired', { exp: 1_700_000_000, iat: 1_699_999_000, nbf: 1_699_999_000 }, 401],
    ['is of another owner', { repository_owner_id: '1' }, 401],
  ])('is nobody’s who %s, whatever is in the cache', async (_name, claims, status) => {
    await login();
    const answer = await login(await service.aws.issuer.mint(claims));
    expect(answer.status).toBe(status);
    expect(answer.body.credentials).toBeUndefined();
  });

  it('is made anew in another environment', async () => {
    await login();
    const other = await (await service.freshEnvironment('issue'))('issue', getLogin(token));
    expect(other.body.source).toBe('fresh');
  });

  it('is made anew once half of its life is over', async () => {
    // AWS gives whole seconds.
    const noon = Math.floor(Date.now() / 1000) * 1000;
    vi.useFakeTimers({ toFake: ['Date'], now: noon });
    const first = await login(token, { durationSeconds: '900' });
    expect(first.body.source).toBe('fresh');
    vi.setSystemTime(noon + 449_000);
    const second = await login(token, { durationSeconds: '900' });
    expect([second.body.source, passwordOf(second)]).toEqual(['cache', passwordOf(first)]);
    vi.setSystemTime(noon + 450_000);
    const third = await login(token, { durationSeconds: '900' });
    expect(third.body.source).toBe('fresh');
    expect(passwordOf(third)).not.toBe(passwordOf(first));
  });

  it('says when to come again: half of what is left, up to a tenth of that earlier', async () => {
    const noon = Math.floor(Date.now() / 1000) * 1000;
    vi.useFakeTimers({ toFake: ['Date'], now: noon });
    const { body } = await login(token, { durationSeconds: '900' });
    const wait = Date.parse(body.refreshAfter) - noon;
    expect(wait).toBeGreaterThanOrEqual(404_000);
    expect(wait).toBeLessThanOrEqual(450_000);
  });

  it('is kept from a login whose audit record could not be', async () => {
    tables.inject('PutItem', 'access-denied');
    expectProblem(await login(), { status: 503, code: 'audit_unavailable', stage: 'audit' });
    const next = await login();
    expect([next.status, next.body.source]).toEqual([200, 'cache']);
    expect(await auditOf(service.aws, next.body.requestId)).toEqual(['issued cache']);
  });
});

describe('fifty equal requests at once', () => {
  useNoTimeLimits();
  // Long enough that all of them arrive while the first is under way.
  beforeAll(() => start({ serviceTimesMs: { AssumeRole: 4_000 } }));
  afterAll(() => service.stop());
  beforeEach(freshEnvironment);
  afterEach(() => service.aws.standIn.faults.clear());

  const fifty = () => Promise.all(Array.from({ length: 50 }, () => login()));
  const recordsOf = async (answers: Awaited<ReturnType<typeof fifty>>) => {
    const ids = new Set(answers.map(({ body }) => body.requestId));
    return (await auditItems(service.aws)).filter((item) => ids.has(item.requestId?.S));
  };

  it('share one session and one login, and leave fifty audit records', async () => {
    const answers = await fifty();
    expect(answers.map(({ status }) => status)).toEqual(Array(50).fill(200));
    expect(new Set(answers.map(passwordOf)).size).toBe(1);
    expect(answers.filter(({ body }) => body.source === 'fresh')).toHaveLength(1);
    expect(awsCalls()).toEqual(['AssumeRole', 'GetAuthorizationToken']);
    expect(tableCalls().filter((operation) => operation === 'Query')).toHaveLength(1);
    const records = await recordsOf(answers);
    expect(new Set(records.map((item) => item.requestId?.S)).size).toBe(50);
    expect(records).toHaveLength(50);
    expect(records.map((item) => item.outcome?.S)).toEqual(Array(50).fill('issued'));
  });

  it('share a failure, which is not kept', async () => {
    service.aws.standIn.faults.inject({ action: 'AssumeRole', fault: 'access-denied', times: 50 });
    const answers = await fifty();
    for (const answer of answers) expectProblem(answer, { status: 502, code: 'role_refused', stage: 'sts' });
    expect(awsCalls()).toEqual(['AssumeRole']);
    const records = await recordsOf(answers);
    expect(records.map((item) => item.code?.S)).toEqual(Array(50).fill('role_refused'));

    service.aws.standIn.faults.clear();
    const next = await login();
    expect([next.status, next.body.source]).toEqual([200, 'fresh']);
  });

  it('share nothing when they are not equal', async () => {
    const tokens = await Promise.all(
      Array.from({ length: 5 }, (_, index) => service.aws.issuer.mint({ run_id: `${8000 + index}` })),
    );
    const answers = await Promise.all(tokens.map((one) => login(one)));
    expect(answers.map(({ body }) => body.source)).toEqual(Array(5).fill('fresh'));
    expect(new Set(answers.map(passwordOf)).size).toBe(5);
    expect(answers.map(({ body }) => body.session.arn.split('-').at(-1))).toEqual([
      '8000',
      '8001',
      '8002',
      '8003',
      '8004',
    ]);
  });
});
