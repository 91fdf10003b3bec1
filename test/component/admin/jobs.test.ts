// A refresh job's place on the schedule, beside its definition.
import { DeleteItemCommand, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { createRecordRefresh } from '../../../shared/aws/dynamodb/refresh-history.ts';
import { CORP, eventOf, useAdminService } from '../../support/admin.ts';
import { aJobToWrite, theConnectorOf } from '../../support/admin-definitions.ts';
import { aCall } from '../../support/builders.ts';
import { expectProblem } from '../../support/problem.ts';

const service = useAdminService();
const LATER = '2999-01-01T00:00:00.000Z';

function keyOf(id: string) {
  return { pk: { S: `refresh#${id}` }, sk: { S: 'state' } };
}
const TableName = 'portunus-local-activity';

async function stateOf(id: string) {
  return (await service.aws.dynamoDb.send(new GetItemCommand({ TableName, Key: keyOf(id), ConsistentRead: true })))
    .Item;
}

async function dueAt(id: string): Promise<string | undefined> {
  return (await stateOf(id))?.dueAt?.S;
}

/** As after a delivery. */
async function postpone(id: string): Promise<void> {
  const Item = { ...(await stateOf(id)), dueAt: { S: LATER }, window: { S: LATER } };
  await service.aws.dynamoDb.send(new PutItemCommand({ TableName, Item }));
}

async function created(overrides = {}) {
  const job = aJobToWrite(overrides);
  await service.apply({ connectors: [theConnectorOf(job)] });
  const answer = await service.ask({ route: 'POST /refresh-jobs', body: job });
  expect(answer.status).toBe(201);
  return job;
}
function run(id: string) {
  return service.ask({ route: 'POST /refresh-jobs/{id}/run', id });
}

describe('a job that is created', () => {
  it('is due now', async () => {
    const before = new Date().toISOString();
    const { id } = await created();
    const due = (await dueAt(id)) ?? '';
    expect(due >= before && due <= new Date().toISOString()).toBe(true);
    expect((await stateOf(id))?.dueShard?.S).toMatch(/^due#\d+$/);
  });

  it('again, as it is, is not due again', async () => {
    const job = await created();
    await postpone(job.id);
    expect((await service.ask({ route: 'POST /refresh-jobs', body: job })).status).toBe(200);
    expect(await dueAt(job.id)).toBe(LATER);
  });

  it('again comes on the schedule if it never did: whoever wrote it may have been cut off', async () => {
    const job = await created();
    await service.aws.dynamoDb.send(new DeleteItemCommand({ TableName, Key: keyOf(job.id) }));
    expect((await service.ask({ route: 'POST /refresh-jobs', body: job })).status).toBe(200);
    expect(await dueAt(job.id)).toEqual(expect.any(String));
  });

  it('in vain is not on the schedule', async () => {
    const { id, ...body } = aJobToWrite({ connector: 'nowhere' });
    await service.ask({ route: 'POST /refresh-jobs', body: { id, ...body } });
    expect(await stateOf(id)).toBeUndefined();
  });
});

describe('a job that is changed', () => {
  it('by a patch is due now', async () => {
    const { id } = await created();
    await postpone(id);
    await service.ask({ route: 'PATCH /refresh-jobs/{id}', id, body: { format: 'dotenv' } });
    expect(await dueAt(id)).not.toBe(LATER);
  });

  it('by a replacement is due now', async () => {
    const job = await created();
    const { id } = job;
    await postpone(id);
    const headers = { 'if-match': '"1"' };
    await service.ask({ route: 'PUT /refresh-jobs/{id}', id, headers, body: { ...job, name: 'Nightly' } });
    expect(await dueAt(id)).not.toBe(LATER);
  });

  it('by a patch that changes nothing is not', async () => {
    const { id } = await created();
    await postpone(id);
    await service.ask({ route: 'PATCH /refresh-jobs/{id}', id, body: { format: 'docker-config' } });
    expect(await dueAt(id)).toBe(LATER);
  });

  it('by a patch that is refused is not', async () => {
    const { id } = await created();
    await postpone(id);
    const headers = { 'if-match': '"9"' };
    await service.ask({ route: 'PATCH /refresh-jobs/{id}', id, headers, body: { format: 'dotenv' } });
    await service.ask({ route: 'PATCH /refresh-jobs/{id}', id, body: { format: 'smoke' } });
    expect(await dueAt(id)).toBe(LATER);
  });
});

describe('a job that is run', () => {
  it('is due now, and says so', async () => {
    const { id } = await created();
    await postpone(id);
    const before = new Date().toISOString();
    const answer = await run(id);
    expect([answer.status, answer.body]).toEqual([200, { id, due: expect.any(String) }]);
    expect(answer.body.due >= before).toBe(true);
    const due = (await dueAt(id)) ?? '';
    expect(due >= before && due <= new Date().toISOString()).toBe(true);
  });

  it('is not changed by it', async () => {
    const { id } = await created();
    await run(id);
    expect(await service.item('refresh-job', id)).toMatchObject({ version: 1 });
  });

  it('while it is disabled is a conflict', async () => {
    const { id } = await created({ enabled: false });
    await postpone(id);
    expectProblem(await run(id), { status: 409, code: 'conflict', stage: 'request', fields: ['enabled'] });
    expect(await dueAt(id)).toBe(LATER);
  });

  it('while it is not readable is a conflict', async () => {
    const { id } = await created();
    await postpone(id);
    await service.put('refresh-job', id, 'no json', 2);
    expectProblem(await run(id), { status: 409, code: 'conflict', stage: 'request', fields: ['enabled'] });
    expect(await dueAt(id)).toBe(LATER);
  });

  it.each(['nowhere', 'shop-images'])('has to be a job: %s is none', async (id) => {
    expectProblem(await run(id), { status: 404, code: 'not_found', stage: 'request' });
    expect(await stateOf(id)).toBeUndefined();
  });
});

describe('what a job has stored', () => {
  const STORED = {
    at: '2026-11-21T12:00:00.000Z',
    destination: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:portunus/dev/logins/nightly',
    valueSha256: 'a'.repeat(64),
    endsAt: '2026-11-22T00:00:00.000Z',
  };
  const LAST_ERROR = { at: '2026-11-21T13:00:00.000Z', code: 'ecr_refused', reason: 'AccessDenied' };

  function texts(fields: Readonly<Record<string, string>>) {
    return { M: Object.fromEntries(Object.entries(fields).map(([name, S]) => [name, { S }])) };
  }

  /** As after a delivery, and a failure behind it. */
  async function tried(id: string): Promise<void> {
    const Item = {
      ...(await stateOf(id)),
      dueAt: { S: LATER },
      failures: { N: '1' },
      stored: texts(STORED),
      lastError: texts(LAST_ERROR),
    };
    await service.aws.dynamoDb.send(new PutItemCommand({ TableName, Item }));
  }
  const state = (id: string, query = {}) => service.ask({ route: 'GET /refresh-jobs/{id}/state', id, query });

  it('is told, with its end, the next run and the last error', async () => {
    const { id } = await created();
    await tried(id);
    const { status, body } = await state(id);
    expect([status, body]).toEqual([
      200,
      { job: id, dueAt: LATER, failures: 1, stored: STORED, lastError: LAST_ERROR },
    ]);
  });

  it('is told beside the list, in the order of the jobs, only if that is asked', async () => {
    const { id } = await created();
    await tried(id);
    const all = await service.ask({ route: 'GET /refresh-jobs', query: { state: 'true', limit: '100' } });
    const index = all.body.items.findIndex((one: { id: string }) => one.id === id);
    expect(all.body.states[index]).toMatchObject({ job: id, failures: 1, stored: STORED });
    expect(all.body.states.map(({ job }: { job: string }) => job)).toEqual(
      all.body.items.map((one: { id: string }) => one.id),
    );
    for (const query of [{}, { state: 'false' }]) {
      expect((await service.ask({ route: 'GET /refresh-jobs', query })).body).not.toHaveProperty('states');
    }
  });

  it.each(['yes', '', '1'])('is not asked with state=%s', async (asked) => {
    const answer = await service.ask({ route: 'GET /refresh-jobs', query: { state: asked } });
    expectProblem(answer, { status: 400, code: 'invalid_request', stage: 'request', fields: ['state'] });
  });

  it('is asked without a parameter', async () => {
    const { id } = await created();
    const answer = await state(id, { limit: '1' });
    expectProblem(answer, { status: 400, code: 'invalid_request', stage: 'request', fields: ['limit'] });
  });

  it.each(['state', 'history'])('of a job that was deleted is not found, and says when that was: %s', async (what) => {
    const job = aJobToWrite();
    await service.put('refresh-job', job.id, job);
    await service.ask({ route: 'DELETE /refresh-jobs/{id}', id: job.id, headers: { 'if-match': '*' } });
    const answer = await service.ask({ route: `GET /refresh-jobs/{id}/${what}`, id: job.id });
    expectProblem(answer, { status: 404, code: 'not_found', stage: 'request', fields: ['id'] });
    expect(answer.body.errors[0].detail).toMatch(/^was deleted on /);
  });
});

describe('the history of a job', () => {
  const history = (id: string, query: Readonly<Record<string, string>> = {}) =>
    service.ask({ route: 'GET /refresh-jobs/{id}/history', id, query });

  async function withTries(count: number): Promise<string> {
    const { id } = await created();
    const record = createRecordRefresh({ client: service.aws.dynamoDb, tableName: TableName });
    for (let hour = 0; hour < count; hour += 1) {
      const at = new Date(Date.UTC(2026, 10, 21, hour));
      await record({ job: id, requestId: `r-${hour}`, at, outcome: 'delivered', endsAt: at, nextDue: at }, aCall());
    }
    return id;
  }

  it('is read page by page, newest first', async () => {
    const id = await withTries(3);
    const { body: first } = await history(id, { limit: '2' });
    const at = '2026-11-21T02:00:00.000Z';
    expect(first).toEqual({
      items: [
        { job: id, requestId: 'r-2', at, outcome: 'delivered', endsAt: at, nextDue: at },
        expect.objectContaining({ requestId: 'r-1' }),
      ],
      nextToken: expect.stringMatching(/^[\w-]+$/),
    });
    const { body: last } = await history(id, { limit: '2', nextToken: first.nextToken });
    expect(last).toEqual({ items: [expect.objectContaining({ requestId: 'r-0' })] });
  });

  it.each([
    ['limit', '101'],
    ['limit', '0'],
    ['nextToken', Buffer.from('state').toString('base64url')],
    ['nextToken', '*'],
    ['state', 'true'],
  ])('takes no %s=%s', async (name, value) => {
    const answer = await history('shop-servers', { [name]: value });
    expectProblem(answer, { status: 400, code: 'invalid_request', stage: 'request', fields: [name] });
  });

  it('and its state are for auditors too', async () => {
    const id = await withTries(1);
    await service.apply({ issuers: [{ ...CORP, jwks: service.corp.jwks, auditGroups: ['security'] }] });
    const invoke = await service.freshEnvironment('read');
    const token = await service.corp.mint({ sub: 'eve', token_use: 'id', groups: ['security'] });
    for (const what of ['state', 'history']) {
      const { status } = await invoke('read', eventOf({ route: `GET /refresh-jobs/{id}/${what}`, id }, token));
      expect([what, status]).toEqual([what, 200]);
    }
  });
});
