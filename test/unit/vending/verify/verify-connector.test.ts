import { expect, it } from 'vitest';
import { PortunusError } from '../../../../shared/domain/errors.ts';
import { verifyConnector } from '../../../../shared/vending/verify/verify-connector.ts';
import { aConnector, anAccount } from '../../../support/builders.ts';

it('tries no role of a claim that only the name of the session has a stand-in for', async () => {
  const value = aConnector({
    roleArn: 'arn:aws:iam::123456789012:role/ci-{repository_id}',
    session: { name: '{repository_id}' },
  });
  const ports = { findConnector: async () => ({ connector: { value, version: 1 }, stops: {} }) };
  const call = { requestId: 'r-1', signal: new AbortController().signal, now: () => new Date() };
  // Every other port is missing: what would call one fails.
  const { outcome, checks } = await verifyConnector(ports as never, { connectorId: 'shop-images' }, call);
  expect([outcome, checks.map(({ check, seen }) => [check, seen])]).toEqual([
    'not_checked',
    [['session', "needs a caller's claims"]],
  ]);
});

it.each([
  ['portunus/shop', 'passed'],
  ['shop', 'failed'],
])('says whether the deployment may assume the role %s', async (name, outcome) => {
  const value = aConnector({ roleArn: `arn:aws:iam::123456789012:role/${name}` });
  const connectorRoles = ['arn:aws:iam::*:role/portunus/*'];
  const ports = {
    findConnector: async () => ({ connector: { value, version: 1 }, stops: {} }),
    getAccount: async () => ({ value: anAccount(), version: 1 }),
    deployment: { region: 'eu-west-1', partition: 'aws', stage: 'prod', connectorRoles },
    startSession: async () => {
      throw new PortunusError('role_refused', 'sts', { detail: 'AccessDenied' });
    },
    readRefusedPart: () => 'other',
  };
  const call = { requestId: 'r-1', signal: new AbortController().signal, now: () => new Date() };
  const { checks } = await verifyConnector(ports as never, { connectorId: 'shop-images' }, call);
  expect(checks[0]).toMatchObject({ check: 'definition', outcome });
});
