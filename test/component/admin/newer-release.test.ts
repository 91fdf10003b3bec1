// A roll-back: the tables hold what the newer release wrote, and administrators go on with this one.
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { versionKey } from '../../../shared/aws/dynamodb/definition-versions.ts';
import { useAdminService } from '../../support/admin.ts';
import { anAccountToWrite, anIssuerToWrite } from '../../support/admin-definitions.ts';
import { expectProblem } from '../../support/problem.ts';

const service = useAdminService();
const TableName = 'portunus-local-definitions';

/** Creates an account, and changes it as the next release would, with these attributes added. */
async function changedByNext(definition: Record<string, unknown>, minReader: number): Promise<string> {
  const account = anAccountToWrite();
  await service.ask({ route: 'POST /accounts', body: account });
  const text = { S: JSON.stringify({ ...account, ...definition }) };
  const numbers = { schema: { N: '1' }, version: { N: '2' }, minReader: { N: String(minReader) } };
  const key = { kind: { S: 'account' }, id: { S: account.id } };
  const items = [
    { ...key, ...numbers, definition: text, definedBy: { S: 'corp:eve' } },
    { ...versionKey('account', account.id, 2), ...numbers, definition: text, changedBy: { S: 'corp:eve' } },
  ];
  for (const Item of items) await service.aws.dynamoDb.send(new PutItemCommand({ TableName, Item }));
  return account.id;
}

const patch = (id: string, body: object) => service.ask({ route: 'PATCH /accounts/{id}', id, body });
const restore = (id: string, version: number) =>
  service.ask({ route: 'POST /accounts/{id}/restore', id, body: { version } });

describe('an account that the newer release has written', () => {
  it('keeps its new field through a patch, an entity tag and a replacement with what was read', async () => {
    const id = await changedByNext({ labels: ['a'] }, 2);
    expect((await patch(id, { awsAccountId: '444444444444' })).body).toMatchObject({ labels: ['a'] });
    const { body, headers } = await service.ask({ route: 'GET /accounts/{id}', id });
    const changed = { ...body, awsAccountId: '555555555555' };
    const request = { route: 'PUT /accounts/{id}', id, body: changed, headers: { 'if-match': String(headers.etag) } };
    expect((await service.ask(request)).status).toBe(200);
    expect(await service.item('account', id)).toMatchObject({ version: 4, definition: changed });
  });

  it('is not replaced without the new field: 409', async () => {
    const account = { ...anAccountToWrite() };
    const id = await changedByNext({ labels: ['a'] }, 2);
    const request = { route: 'PUT /accounts/{id}', id, body: { ...account, id }, headers: { 'if-match': '"2"' } };
    expectProblem(await service.ask(request), { status: 409, code: 'conflict', stage: 'request', fields: ['body'] });
  });

  it('is not pruned by a set that lacks it: 409, and its name', async () => {
    const id = await changedByNext({ labels: ['a'] }, 2);
    const body = { dryRun: true, prune: true, allowEmpty: true, definitions: {} };
    const answer = await service.ask({ route: 'POST /definitions', body });
    expect([answer.status, answer.body.code]).toEqual([409, 'conflict']);
    expect(answer.body.errors).toContainEqual({
      field: 'accounts',
      detail: `lack account ${id}, which a newer release wrote: prune with that release, or run portunus delete account ${id} first`,
    });
  });

  it('in a form of its own is not changed: 409, but gone back from', async () => {
    const id = await changedByNext({}, 99);
    const refused = await patch(id, { awsAccountId: '444444444444' });
    expectProblem(refused, { status: 409, code: 'conflict', stage: 'request', fields: ['body'] });
    expect(refused.body.errors[0].detail).toContain(`portunus restore account ${id} --version N`);
    expectProblem(await restore(id, 2), { status: 409, code: 'conflict', stage: 'request', fields: ['version'] });
    expect((await restore(id, 1)).status).toBe(200);
    expect((await patch(id, { awsAccountId: '444444444444' })).status).toBe(200);
  });
});

it('an issuer of the newer release fails no requests but those of its own tokens', async () => {
  const { id, ...issuer } = anIssuerToWrite();
  const definition = { S: JSON.stringify({ id, ...issuer }) };
  const numbers = { schema: { N: '1' }, version: { N: '1' }, minReader: { N: '99' } };
  const Item = { kind: { S: 'issuer' }, id: { S: id }, ...numbers, definition };
  await service.aws.dynamoDb.send(new PutItemCommand({ TableName, Item }));
  expect((await service.ask({ route: 'GET /caller', as: 'workload' })).status).toBe(200);
});
