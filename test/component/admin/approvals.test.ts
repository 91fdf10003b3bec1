// Changes that wait for a second person, from the built function with its table.
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { useAdminService } from '../../support/admin.ts';
import { recordsOf } from '../../support/audit-records.ts';
import { expectProblem } from '../../support/problem.ts';

const TableName = 'portunus-local-activity';
const service = useAdminService({ PORTUNUS_APPROVALS: 'true' });

/** As another administrator than ada, who asks by default. */
async function asEve(route: string, id: string | undefined, body?: unknown) {
  const token = await service.corp.mint({ sub: 'eve', token_use: 'id', groups: ['portunus-admins'] });
  const event = { headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` } };
  return service.ask({ route, ...(id !== undefined && { id }), body, event });
}
function change(age: number) {
  return service.ask({ route: 'PATCH /issuers/{id}', id: 'demo-ci', body: { maxTokenAgeSeconds: age } });
}
async function ageOf() {
  return (await service.item('issuer', 'demo-ci'))?.definition?.maxTokenAgeSeconds;
}
const DECIDE = 'POST /approvals/{id}';

describe('a change of an issuer', () => {
  it('answers 202, is listed, and is made when another administrator approves it', async () => {
    const { status, body } = await change(901);
    expect([status, body.approval]).toMatchObject([
      202,
      {
        id: expect.stringMatching(/^[0-9a-f]{32}$/),
        target: { kind: 'issuer', id: 'demo-ci' },
        action: 'change',
        fields: ['maxTokenAgeSeconds'],
        proposedBy: 'corp:ada',
        status: 'pending',
      },
    ]);
    expect(await ageOf()).not.toBe(901);
    const { id } = body.approval;
    expect((await asEve('GET /approvals', undefined)).body.items).toMatchObject([{ id }]);
    expectProblem(await service.ask({ route: DECIDE, id, body: { decision: 'approve' } }), {
      ...{ status: 409, code: 'conflict', stage: 'request', fields: ['caller'] },
    });
    const approved = await asEve(DECIDE, id, { decision: 'approve' });
    expect([approved.status, approved.body.approval]).toMatchObject([
      200,
      { status: 'approved', decidedBy: 'corp:eve' },
    ]);
    expect(await ageOf()).toBe(901);
    expect((await asEve('GET /approvals', undefined)).body.items).toEqual([]);
    expect((await asEve(DECIDE, id, { decision: 'approve' })).body.approval.status).toBe('approved');
    expect(service.logged()).toContain('"message":"approval"');
  });

  it('is not made where it is rejected, and can be proposed again', async () => {
    const { id } = (await change(902)).body.approval;
    expect((await change(902)).body.approval.id).toBe(id);
    expect((await asEve(DECIDE, id, { decision: 'reject' })).body.approval.status).toBe('rejected');
    expectProblem(await asEve(DECIDE, id, { decision: 'approve' }), {
      ...{ status: 409, code: 'conflict', stage: 'request', fields: ['id'] },
    });
    expect(await ageOf()).not.toBe(902);
    expect((await change(902)).body.approval).toMatchObject({ id, status: 'pending' });
  });

  it.each([{}, { decision: 'maybe' }, { decision: 'approve', definition: {} }])(
    'takes no decision of %j',
    async (body) => {
      const { id } = (await change(903)).body.approval;
      expect((await asEve(DECIDE, id, body)).status).toBe(400);
    },
  );

  it('that lapsed is recorded when somebody lists what waits', async () => {
    const { id } = (await change(904)).body.approval;
    const Key = { pk: { S: 'approval' }, sk: { S: id } };
    const { Item } = await service.aws.dynamoDb.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }));
    const approval = { ...JSON.parse(Item?.approval?.S ?? ''), expiresAt: '2026-01-02T03:04:05.000Z' };
    const lapsed = { ...Item, expiresAt: { N: '1767323045' }, approval: { S: JSON.stringify(approval) } };
    await service.aws.dynamoDb.send(new PutItemCommand({ TableName, Item: lapsed }));
    const { body } = await asEve('GET /approvals', undefined);
    expect(body.items.map((one: { id: string }) => one.id)).not.toContain(id);
    const records = (await recordsOf(service.aws)).filter(({ action }) => action === 'change-lapsed');
    expect(records).toMatchObject([
      { id: 'demo-ci', reason: `approval ${id}, proposed by corp:ada, was open until 2026-01-02T03:04:05.000Z` },
    ]);
  });

  it('that disables it is made at once', async () => {
    const { status } = await service.ask({ route: 'PATCH /issuers/{id}', id: 'demo-ci', body: { enabled: false } });
    expect(status).toBe(200);
  });
});
