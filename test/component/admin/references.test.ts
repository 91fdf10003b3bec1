// What definitions say of each other: nothing is taken away that others stand on, and nothing is put on what is not there.
import { describe, expect, it } from 'vitest';
import { useAdminService } from '../../support/admin.ts';
import {
  aConnectorToWrite,
  aJobToWrite,
  anAccountToWrite,
  anIssuerToWrite,
  theConnectorOf,
} from '../../support/admin-definitions.ts';
import { expectProblem } from '../../support/problem.ts';

const service = useAdminService();
const headers = { 'if-match': '*' };

function inUse(fields: readonly string[]) {
  return { status: 409, code: 'conflict', stage: 'request', fields };
}
function invalid(fields: readonly string[]) {
  return { status: 400, code: 'invalid_request', stage: 'request', fields };
}
function grantTo(issuer: string) {
  return [{ issuer, claims: { team: ['a'] } }];
}

describe('what others refer to is not deleted, and they are named', () => {
  it('an account of connectors', async () => {
    const account = anAccountToWrite();
    const connectors = [aConnectorToWrite({ account: account.id }), aConnectorToWrite({ account: account.id })];
    await service.apply({ accounts: [account], connectors });
    const answer = await service.ask({ route: 'DELETE /accounts/{id}', id: account.id, headers });
    expectProblem(answer, inUse(['connectors']));
    expect(answer.body.errors).toEqual(
      connectors.map(({ id }) => ({ field: 'connectors', detail: `${id} refers to it` })),
    );
    expect(await service.item('account', account.id)).toMatchObject({ version: 1, deleted: false });
  });

  it('an issuer of grants', async () => {
    const issuer = anIssuerToWrite();
    const connector = aConnectorToWrite({ grants: grantTo(issuer.id) });
    await service.apply({ issuers: [issuer], connectors: [connector] });
    const answer = await service.ask({ route: 'DELETE /issuers/{id}', id: issuer.id, headers });
    expectProblem(answer, inUse(['connectors']));
    expect(answer.body.errors).toEqual([{ field: 'connectors', detail: `${connector.id} refers to it` }]);
  });

  it('a connector of a job', async () => {
    const job = aJobToWrite();
    await service.apply({ connectors: [theConnectorOf(job)], refreshJobs: [job] });
    const answer = await service.ask({ route: 'DELETE /connectors/{id}', id: `for-${job.id}`, headers });
    expectProblem(answer, inUse(['refreshJobs']));
    expect(answer.body.errors).toEqual([{ field: 'refreshJobs', detail: `${job.id} refers to it` }]);
  });

  it('once nothing does, it is', async () => {
    const [account, issuer] = [anAccountToWrite(), anIssuerToWrite()];
    const connector = aConnectorToWrite({ account: account.id, grants: grantTo(issuer.id) });
    await service.apply({ issuers: [issuer], accounts: [account], connectors: [connector] });
    await service.ask({ route: 'PATCH /connectors/{id}', id: connector.id, body: { grants: [] } });
    const withoutIssuer = await service.ask({ route: 'DELETE /issuers/{id}', id: issuer.id, headers });
    await service.ask({ route: 'DELETE /connectors/{id}', id: connector.id, headers });
    const withoutAccount = await service.ask({ route: 'DELETE /accounts/{id}', id: account.id, headers });
    expect([withoutIssuer.status, withoutAccount.status]).toEqual([204, 204]);
  });

  // Each of the two names the other.
  it('a job and the connector that lets it in can be taken away, one request after the other', async () => {
    const job = aJobToWrite();
    await service.ask({ route: 'POST /connectors', body: theConnectorOf(job) });
    expect((await service.ask({ route: 'POST /refresh-jobs', body: job })).status).toBe(201);
    const connector = `for-${job.id}`;
    await service.ask({ route: 'PATCH /connectors/{id}', id: connector, body: { grants: [] } });
    const withoutJob = await service.ask({ route: 'DELETE /refresh-jobs/{id}', id: job.id, headers });
    const withoutConnector = await service.ask({ route: 'DELETE /connectors/{id}', id: connector, headers });
    expect([withoutJob.status, withoutConnector.status]).toEqual([204, 204]);
  });
});

describe('what others refer to is not changed so that they break, and they are named', () => {
  const connectorOf = async () => {
    const account = anAccountToWrite();
    const connector = aConnectorToWrite({ account: account.id });
    await service.apply({ accounts: [account], connectors: [connector] });
    return { account, connector };
  };

  it.each([
    ['to another AWS account', { awsAccountId: '999999999999' }, 'roleArn must be of the connector’s account'],
    ['to another partition', { partition: 'aws-cn' }, 'roleArn must be in the partition of the connector’s account'],
  ])('an account %s', async (_what, body, why) => {
    const { account, connector } = await connectorOf();
    const answer = await service.ask({ route: 'PATCH /accounts/{id}', id: account.id, body });
    expect([answer.status, answer.body.code]).toEqual([400, 'invalid_request']);
    expect(answer.body.errors).toContainEqual({
      field: 'body',
      detail: `would break connector ${connector.id}: ${why.replace('’', "'")}`,
    });
    expect(await service.item('account', account.id)).toMatchObject({ version: 1 });
  });

  it('an issuer whose groups a grant names', async () => {
    const issuer = anIssuerToWrite({ kind: 'user', require: { token_use: ['id'] }, groupsClaim: 'groups' });
    const connector = aConnectorToWrite({ systemScope: false, grants: [{ issuer: issuer.id, groups: ['platform'] }] });
    await service.apply({ issuers: [issuer], connectors: [connector] });
    const answer = await service.ask({ route: 'PATCH /issuers/{id}', id: issuer.id, body: { groupsClaim: null } });
    expectProblem(answer, invalid(['body']));
    expect(answer.body.errors[0].detail).toContain(`would break connector ${connector.id}: grants[0].issuer `);
  });

  it('a connector that a job stands on', async () => {
    const job = aJobToWrite();
    await service.apply({ connectors: [theConnectorOf(job)], refreshJobs: [job] });
    const id = `for-${job.id}`;
    const answer = await service.ask({ route: 'PATCH /connectors/{id}', id, body: { systemScope: false } });
    expectProblem(answer, invalid(['body']));
    expect(answer.body.errors[0].detail).toBe(
      `would break refresh job ${job.id}: connector needs systemScope to let a job in`,
    );
  });

  it('but what was broken before does not keep it from being changed', async () => {
    const account = anAccountToWrite({ awsAccountId: '999999999999' });
    await service.apply({ accounts: [account] });
    const connector = aConnectorToWrite({ account: account.id });
    await service.put('connector', connector.id, connector);
    const body = { awsAccountId: '888888888888' };
    expect((await service.ask({ route: 'PATCH /accounts/{id}', id: account.id, body })).status).toBe(200);
  });
});
