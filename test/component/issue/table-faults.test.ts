// DynamoDB failing under the deployed bundle: definitions that can't be read, audit records that can't be kept.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { auditItems, auditOf } from '../../support/audit-records.ts';
import { useNoTimeLimits } from '../../support/no-time-limits.ts';
import { expectProblem } from '../../support/problem.ts';
import { startTablesService } from '../../support/proxied-service.ts';
import type { TableFault, TableProxy } from '../../support/table-proxy.ts';
import { useFaults, useServiceOf } from '../../support/use-service.ts';

let tables: TableProxy;
let logBefore: number;
const service = useServiceOf(startTablesService);
beforeEach(() => {
  tables = service.tables;
  tables.calls.length = 0;
  logBefore = service.logged().length;
});
const { login, expectNoSecret } = useFaults(service);
const limits = useNoTimeLimits();
afterEach(() => tables.clear());

const ALWAYS = Number.POSITIVE_INFINITY;
const PASSING: readonly TableFault[] = ['hang', 'reset', 'lost-answer', 'throttle', 'server-error'];
const LASTING: readonly TableFault[] = ['reset', 'throttle', 'server-error', 'html'];
function attempts(operation: string) {
  return tables.calls.filter((call) => call.operation === operation).length;
}
/** Logs in where so many attempts of an operation hang until their limit of a second. */
async function loginPast(operation: string, hanging: number) {
  const answer = login();
  for (let attempt = 1; attempt <= hanging; attempt += 1) {
    await limits.pass(1_000, () => attempts(operation) === attempt);
  }
  return answer;
}
/** Logs in where an operation hangs until the deadline of the request. */
async function loginUntilDeadline(operation: string) {
  const answer = login();
  await limits.pass(10_000, () => attempts(operation) === 1);
  return answer;
}
async function expectNextToSucceed() {
  tables.clear();
  expect((await login()).status).toBe(200);
}

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
    operation: 'BatchGetItem',
    stage: 'connector',
    spared: 0,
    once: [...PASSING, 'unprocessed'],
    always: [...LASTING, 'unprocessed'],
    audited: true,
  },
  {
    what: 'the account',
    operation: 'GetItem',
    stage: 'connector',
    spared: 0,
    once: ['reset'],
    always: ['reset', 'html'],
    audited: true,
  },
] as const)('reading $what', ({ operation, stage, spared, once, always, audited }) => {
  const expectFailure = async (fault: TableFault, status: number, code: string) => {
    const before = (await auditItems(service.aws)).length;
    tables.inject(operation, fault, ALWAYS, spared);
    const answer = fault === 'hang' ? await loginUntilDeadline(operation) : await login();
    expectProblem(answer, { status, code, stage });
    expect(service.aws.standIn.calls).toEqual([]);
    // Nobody is audited before it is known who asks.
    expect(await auditOf(service.aws, answer.body.requestId)).toEqual(audited ? [`failed ${code}`] : []);
    expect(await auditItems(service.aws)).toHaveLength(before + (audited ? 1 : 0));
    await expectNextToSucceed();
  };

  it.each(once)('is tried again after one fault (%s)', async (fault) => {
    tables.inject(operation, fault, 1, spared);
    const answer = await loginPast(operation, fault === 'hang' ? 1 : 0);
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

  it('is given up at the deadline', () => expectFailure('hang', 504, 'deadline_exceeded'));
});

describe('keeping the audit record', () => {
  it.each(PASSING)('is tried again after one fault (%s), and there is one record', async (fault) => {
    tables.inject('PutItem', fault);
    const answer = await loginPast('PutItem', fault === 'hang' ? 1 : 0);
    expect(answer.status).toBe(200);
    expect(attempts('PutItem')).toBe(2);
    expect(await auditOf(service.aws, answer.body.requestId)).toEqual(['issued fresh']);
  });

  it.each(['hang', 'reset', 'throttle', 'server-error', 'access-denied', 'no-table', 'html'] as const)(
    'is not possible (%s): no record, no credential',
    async (fault) => {
      tables.inject('PutItem', fault, ALWAYS);
      const answer = await loginPast('PutItem', fault === 'hang' ? 3 : 0);
      expectProblem(answer, { status: 503, code: 'audit_unavailable', stage: 'audit' });
      expectNoSecret(answer.text);
      expect(await auditOf(service.aws, answer.body.requestId)).toEqual([]);
      await expectNextToSucceed();
    },
  );

  it('is not known to have happened when the answer is an empty 200: no credential', async () => {
    tables.inject('PutItem', 'empty', ALWAYS);
    const answer = await login();
    expectProblem(answer, { status: 503, code: 'audit_unavailable', stage: 'audit' });
    expectNoSecret(answer.text);
  });

  it('may have happened where no answer says so: no credential all the same', async () => {
    tables.inject('PutItem', 'lost-answer', ALWAYS);
    const answer = await login();
    expectProblem(answer, { status: 503, code: 'audit_unavailable', stage: 'audit' });
    expectNoSecret(answer.text);
    // The same key each time: three attempts, one record.
    expect(await auditOf(service.aws, answer.body.requestId)).toEqual(['issued fresh']);
  });

  it('is given up at the deadline: no credential', async () => {
    tables.inject('PutItem', 'hang', ALWAYS);
    const answer = await loginUntilDeadline('PutItem');
    expectProblem(answer, { status: 504, code: 'deadline_exceeded', stage: 'audit' });
    expectNoSecret(answer.text);
  });

  it('is needed for a login from the cache too', async () => {
    expect((await login()).status).toBe(200);
    tables.inject('PutItem', 'access-denied', ALWAYS);
    const answer = await login();
    expectProblem(answer, { status: 503, code: 'audit_unavailable', stage: 'audit' });
    expectNoSecret(answer.text);
    tables.clear();
    const next = await login();
    expect([next.status, next.body.source]).toEqual([200, 'cache']);
  });

  it.each(['reset', 'server-error', 'access-denied', 'no-table', 'html'] as const)(
    'of a refusal may fail (%s): the refusal stands, and the operator is told',
    async (fault) => {
      tables.inject('PutItem', fault, ALWAYS);
      const answer = await login(undefined, {}, 'bakery-images');
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
