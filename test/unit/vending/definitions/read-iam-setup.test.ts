import { expect, it } from 'vitest';
import { readIamSetup } from '../../../../shared/vending/definitions/read-iam-setup.ts';
import { aMemoryTable } from '../../../support/admin-ports.ts';
import { aCall, anAccount, aWrittenConnector, aWrittenIssuer } from '../../../support/builders.ts';

const DEPLOYMENT = { accountId: '111122223333', partition: 'aws', stage: 'prod' } as const;

function read(connector: object, { account = anAccount(), deployment = DEPLOYMENT as object } = {}) {
  const table = aMemoryTable();
  const issuer = aWrittenIssuer();
  const { session: _unused, ...usual } = aWrittenConnector();
  const written = { ...usual, externalId: 'portunus-7f2c', ...connector };
  table.put('issuer', issuer);
  table.put('account', account);
  table.put('connector', written);
  const known = { partition: 'aws', stage: 'prod', ...deployment } as const;
  const asked: string[] = [];
  const readDefinition: typeof table.ports.readDefinition = (kind, id, call) => {
    asked.push(`${kind} ${id}`);
    return table.ports.readDefinition(kind, id, call);
  };
  return { setup: readIamSetup(readDefinition, String(usual.id), {}, known, aCall()), asked };
}

it('describes a stored connector, and reads no issuer that the documents do not name', async () => {
  const { setup, asked } = read({});
  expect((await setup).places).toMatchObject([{ accountId: '123456789012', resources: [{ type: 'role' }] }]);
  expect(asked).toEqual([expect.stringMatching(/^connector /), 'account build']);
});

it('reads the issuers of a role that takes their tokens', async () => {
  const { roleArn } = aWrittenConnector();
  const grants = [
    { issuer: 'ci', claims: { sub: ['repo:acme/shop:ref:refs/heads/main'] } },
    { issuer: 'ci', claims: { sub: ['repo:acme/shop:environment:production'] } },
  ];
  const { setup, asked } = read({
    principalType: 'web-identity',
    acknowledgeRisk: true,
    roleArn,
    grants,
  });
  const { places } = await setup;
  expect(places[0]?.resources.map(({ type }) => type)).toEqual(['oidc-provider', 'role']);
  expect(asked.filter((one) => one === 'issuer ci')).toHaveLength(1);
});

it('is 404 for a connector that is not there', async () => {
  const { ports } = aMemoryTable();
  const setup = readIamSetup(ports.readDefinition, 'none', {}, DEPLOYMENT, aCall());
  await expect(setup).rejects.toMatchObject({ code: 'not_found' });
});

it.each([
  ['is not readable', { principalType: 'other' }, {}],
  ['names an account that does not exist', { account: 'gone' }, {}],
  ['names a role of another account', { roleArn: 'arn:aws:iam::999999999999:role/portunus/shop' }, {}],
  ['stands on an unreadable account', {}, { account: anAccount({ awsAccountId: '1' }) }],
])('writes nothing for a connector that %s', async (_what, connector, more) => {
  await expect(read(connector, more).setup).rejects.toMatchObject({ code: 'connector_invalid' });
});

it('says which setting is missing where nobody knows the account of the deployment', async () => {
  await expect(read({}, { deployment: { accountId: undefined } }).setup).rejects.toMatchObject({
    code: 'misconfigured',
    errors: [{ field: 'PORTUNUS_ACCOUNT_ID' }],
  });
});
