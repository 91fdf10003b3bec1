// An insider's day: an administrator adds a grant, somebody logs in by it, and the grant is taken back. The record of the
// login alone says by which rule, who wrote it, and from where it was used.
import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { useAdminService } from '../../support/admin.ts';
import { recordsOf } from '../../support/audit-records.ts';

const service = useAdminService();

const CONNECTOR = {
  id: 'payroll-images',
  account: 'build',
  principalType: 'assumed-role',
  roleArn: 'arn:aws:iam::123456789012:role/portunus/shop-images',
  region: 'eu-central-1',
  access: 'pull',
  systemScope: true,
};
const GRANTS = [{ issuer: 'demo-ci', claims: { repository_id: ['9999999'] } }];
const ADDED = { issuer: 'demo-ci', claims: { repository_id: ['1296269'] } };

async function changeGrants(grants: readonly object[], version: number) {
  const { status } = await service.ask({
    ...{ route: 'PATCH /connectors/{id}', id: CONNECTOR.id, as: 'admin role', body: { grants } },
    headers: { 'if-match': `"${version}"` },
  });
  expect(status).toBe(200);
}

it('shows in the record of the login the grant as it was, who wrote it, and from where it was used', async () => {
  const externalId = 'portunus-insider';
  await service.apply({ connectors: [{ ...CONNECTOR, externalId, grants: GRANTS }] });
  await changeGrants([...GRANTS, ADDED], 1);
  const route = 'GET /connectors/{id}/ecr/credentials';
  const login = await service.ask({ route, as: 'workload', id: CONNECTOR.id });
  expect(login.status).toBe(200);
  await changeGrants(GRANTS, 2);

  const token: string = login.body.credentials[0].authorizationToken;
  const tokenSha256 = createHash('sha256').update(token).digest('hex');
  const records = await recordsOf(service.aws);
  const found = records.filter(({ issued }) => JSON.stringify(issued ?? {}).includes(tokenSha256));
  expect(found).toMatchObject([
    {
      ...{ action: 'ecr-login', outcome: 'issued', requestId: login.body.requestId },
      ...{ connectorId: CONNECTOR.id, connectorVersion: 2, allowedBy: 'grants[1]' },
      connectorDefinedBy: 'aws-iam:arn:aws:iam::111122223333:role/portunus-admins',
      grantSha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      caller: { issuer: 'demo-ci', subject: 'repo:acme/shop:ref:refs/heads/main' },
      ...{ sourceIp: '192.0.2.7', userAgent: 'curl/8.5.0' },
    },
  ]);
  const claims = [{ claim: ['repository_id'], anyOf: ['1296269'] }];
  expect(JSON.parse(found[0]?.grant ?? '')).toEqual({ issuer: 'demo-ci', claims });

  // The version that it names leads to the person behind the role.
  const change = records.find(({ id, version }) => id === CONNECTOR.id && version === found[0]?.connectorVersion);
  expect(change).toMatchObject({
    ...{ action: 'definition-change', outcome: 'begun', fields: ['grants'], sourceIp: '192.0.2.7' },
    caller: { issuer: 'aws-iam', sessionName: 'ada', uniqueId: 'AROACKCEVSQ6C2EXAMPLE' },
  });
  // Nothing of the rule is left in the connector itself.
  const now = await service.item('connector', CONNECTOR.id);
  expect([now?.version, now?.definition.grants]).toEqual([3, GRANTS]);
});
