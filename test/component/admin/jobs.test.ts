// A refresh job's place on the schedule, beside its definition.
import { DeleteItemCommand, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { useAdminService } from '../../support/admin.ts';
import { aJobToWrite, theConnectorOf } from '../../support/admin-definitions.ts';
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
