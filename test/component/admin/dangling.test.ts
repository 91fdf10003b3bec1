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
function invalid(fields: readonly string[]) {
  return { status: 400, code: 'invalid_request', stage: 'request', fields };
}
function grantTo(issuer: string) {
  return [{ issuer, claims: { team: ['a'] } }];
}

describe('what is not there is not referred to', () => {
  it.each([
    ['an account', { account: 'nowhere' }, 'account'],
    ['an issuer', { grants: grantTo('nowhere') }, 'grants[0].issuer'],
  ])('%s of a connector', async (_what, wrong, field) => {
    const body = aConnectorToWrite(wrong);
    expectProblem(await service.ask({ route: 'POST /connectors', body }), invalid([field]));
    expect(await service.item('connector', body.id)).toBeUndefined();
  });

  it('a connector of a job, or one that lets the job not in', async () => {
    const body = aJobToWrite();
    expectProblem(await service.ask({ route: 'POST /refresh-jobs', body }), invalid(['connector']));
    const elsewhere = { ...body, connector: 'shop-servers' };
    expectProblem(await service.ask({ route: 'POST /refresh-jobs', body: elsewhere }), invalid(['connector']));
  });

  it('what was deleted is not there', async () => {
    const account = anAccountToWrite();
    await service.apply({ accounts: [account] });
    await service.ask({ route: 'DELETE /accounts/{id}', id: account.id, headers });
    const body = aConnectorToWrite({ account: account.id });
    expectProblem(await service.ask({ route: 'POST /connectors', body }), invalid(['account']));
  });

  it('two issuers of one URL are refused: a token could be of either', async () => {
    const issuer = anIssuerToWrite();
    await service.apply({ issuers: [issuer] });
    const answer = await service.ask({ route: 'POST /issuers', body: { ...anIssuerToWrite(), url: issuer.url } });
    expectProblem(answer, invalid(['url']));
  });

  it('two jobs of one destination are refused: they would write over each other', async () => {
    const [one, other] = [aJobToWrite(), aJobToWrite()];
    await service.apply({ connectors: [theConnectorOf(one), theConnectorOf(other)], refreshJobs: [one] });
    const body = { ...other, destination: one.destination };
    expectProblem(await service.ask({ route: 'POST /refresh-jobs', body }), invalid(['destination.arn']));
    await service.ask({ route: 'POST /refresh-jobs', body: other });
    const moved = { route: 'PATCH /refresh-jobs/{id}', id: other.id, body: { destination: one.destination } };
    expectProblem(await service.ask(moved), invalid(['destination.arn']));
  });
});
