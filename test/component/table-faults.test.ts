// DynamoDB failing under the deployed bundle: definitions that can't be read, audit records that can't be kept.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { auditItems, auditOf, secretsOf } from '../support/audit-records.ts';
import { expectProblem } from '../support/problem.ts';
import { type Answer, getLogin, type Service, startService } from '../support/service.ts';
import { startTableProxy, type TableFault, type TableProxy } from '../support/table-proxy.ts';

let tables: TableProxy;
let service: Service;
let invoke: Service['invoke'];
let token: string;
let logBefore: number;

beforeAll(async () => {
  tables = await startTableProxy();
  service = await startService({}, { AWS_ENDPOINT_URL_DYNAMODB: tables.url });
  tables.forwardTo(service.aws.environment.AWS_ENDPOINT_URL_DYNAMODB);
  token = await service.aws.issuer.mint();
});
afterAll(async () => {
  await service.stop();
  await tables.stop();
});
beforeEach(async () => {
  service.aws.standIn.calls.length = 0;
  tables.calls.length = 0;
  logBefore = service.logged().length;
  invoke = await service.freshEnvironment('issue');
});
afterEach(() => {
  tables.clear();
  service.aws.standIn.faults.clear();
  const logged = service.logged();
  expect(secretsOf(service.aws).filter((secret) => logged.includes(secret))).toEqual([]);
});

const ALWAYS = Number.POSITIVE_INFINITY;
const PASSING: readonly TableFault[] = ['hang', 'reset', 'lost-answer', 'throttle', 'server-error'];
const LASTING: readonly TableFault[] = ['reset', 'throttle', 'server-error', 'html'];
const login = (remainingMs?: number, id?: string) => invoke('issue', getLogin(token, {}, id), remainingMs);
const attempts = (operation: string) => tables.calls.filter((call) => call.operation === operation).length;
const expectNoSecret = ({ text }: Answer) =>
  expect(secretsOf(service.aws).filter((secret) => text.includes(secret))).toEqual([]);
const expectNextToSucceed = async () => {
  tables.clear();
  expect((await login()).status).toBe(200);
};

describe.each([
  {
    what: 'the issuers',
    operation: 'Query',
    stage: 'authentication',
    spared: 0,
    once: PASSING,
    always: LASTING,
    audited: false,
  },
  {
    what: 'the connector',
    operation: 'GetItem',
    stage: 'connector',
    spared: 0,
    once: PASSING,
    always: LASTING,
    audited: true,
  },
  {
    what: 'the account',
    operation: 'GetItem',
    stage: 'connector',
    spared: 1,
    once: ['reset'],
    always: ['reset', 'html'],
    audited: true,
  },
] as const)('reading $what', ({ operation, stage, spared, once, always, audited }) => {
  const expectFailure = async (fault: TableFault, status: number, code: string, remainingMs?: number) => {
    const before = (await auditItems(service.aws)).length;
    tables.inject(operation, fault, ALWAYS, spared);
    const answer = await login(remainingMs);
    expectProblem(answer, { status, code, stage });
    expect(service.aws.standIn.calls).toEqual([]);
    // Nobody is audited before it is known who asks.
    expect(await auditOf(service.aws, answer.body.requestId)).toEqual(audited ? [`failed ${code}`] : []);
    expect(await auditItems(service.aws)).toHaveLength(before + (audited ? 1 : 0));
    await expectNextToSucceed();
  };

  it.each(once)('is tried again after one fault (%s)', async (fault) => {
    tables.inject(operation, fault, 1, spared);
    const answer = await login();
    expect([answer.status, answer.body.source]).toEqual([200, 'fresh']);
  });

  it.each(always)('is not possible for now when it goes on failing (%s)', (fault) =>
    expectFailure(fault, 503, 'table_unavailable'),
  );

  it.each(['access-denied', 'no-table'] as const)(
    'is the operator’s affair when it is refused (%s), and never "no such connector"',
    (fault) => expectFailure(fault, 500, 'misconfigured'),
  );

  it('is not possible for now when the answer is an empty 200: that is no answer of DynamoDB', () =>
    expectFailure('empty', 503, 'table_unavailable'));

  it('is given up at the deadline', () => expectFailure('hang', 504, 'deadline_exceeded', 2_500));
});

describe('keeping the audit record', () => {
  it.each(PASSING)('is tried again after one fault (%s), and there is one record', async (fault) => {
    tables.inject('PutItem', fault);
    const answer = await login();
    expect(answer.status).toBe(200);
    expect(attempts('PutItem')).toBe(2);
    expect(await auditOf(service.aws, answer.body.requestId)).toEqual(['issued fresh']);
  });

  it.each(['hang', 'reset', 'throttle', 'server-error', 'access-denied', 'no-table', 'html'] as const)(
    'is not possible (%s): no record, no credential',
    async (fault) => {
      tables.inject('PutItem', fault, ALWAYS);
      const answer = await login();
      expectProblem(answer, { status: 503, code: 'audit_unavailable', stage: 'audit' });
      expectNoSecret(answer);
      expect(await auditOf(service.aws, answer.body.requestId)).toEqual([]);
      await expectNextToSucceed();
    },
  );

  it('is not known to have happened when the answer is an empty 200: no credential', async () => {
    tables.inject('PutItem', 'empty', ALWAYS);
    const answer = await login();
    expectProblem(answer, { status: 503, code: 'audit_unavailable', stage: 'audit' });
    expectNoSecret(answer);
  });

  it('may have happened where no answer says so: no credential all the same', async () => {
    tables.inject('PutItem', 'lost-answer', ALWAYS);
    const answer = await login();
    expectProblem(answer, { status: 503, code: 'audit_unavailable', stage: 'audit' });
    expectNoSecret(answer);
    // The same key each time: three attempts, one record.
    expect(await auditOf(service.aws, answer.body.requestId)).toEqual(['issued fresh']);
  });

  it('is given up at the deadline: no credential', async () => {
    tables.inject('PutItem', 'hang', ALWAYS);
    const answer = await login(2_500);
    expectProblem(answer, { status: 504, code: 'deadline_exceeded', stage: 'audit' });
    expectNoSecret(answer);
  });

  it('is needed for a login from the cache too', async () => {
    expect((await login()).status).toBe(200);
    tables.inject('PutItem', 'access-denied', ALWAYS);
    const answer = await login();
    expectProblem(answer, { status: 503, code: 'audit_unavailable', stage: 'audit' });
    expectNoSecret(answer);
    tables.clear();
    const next = await login();
    expect([next.status, next.body.source]).toEqual([200, 'cache']);
  });

  it.each(['reset', 'server-error', 'access-denied', 'no-table', 'html'] as const)(
    'of a refusal may fail (%s): the refusal stands, and the operator is told',
    async (fault) => {
      tables.inject('PutItem', fault, ALWAYS);
      const answer = await login(undefined, 'bakery-images');
      expectProblem(answer, { status: 403, code: 'not_allowed', stage: 'authorization' });
      const lines = service
        .logged()
        .slice(logBefore)
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
      expect(lines).toContainEqual(
        expect.objectContaining({
          level: 'error',
          code: 'audit_unavailable',
          reason: 'refusal_not_recorded',
          requestId: answer.body.requestId,
        }),
      );
    },
  );

  it('of a failure may fail: the first failure is what is told', async () => {
    service.aws.standIn.faults.inject({ action: 'AssumeRole', fault: 'access-denied' });
    tables.inject('PutItem', 'access-denied', ALWAYS);
    const answer = await login();
    expectProblem(answer, { status: 502, code: 'role_refused', stage: 'sts' });
    expect(service.logged().slice(logBefore)).toContain('"reason":"refusal_not_recorded"');
  });
});
