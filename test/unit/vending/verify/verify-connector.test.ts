import { expect, it } from 'vitest';
import { verifyConnector } from '../../../../shared/vending/verify/verify-connector.ts';
import { aConnector } from '../../../support/builders.ts';

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
