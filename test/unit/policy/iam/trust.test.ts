import { describe, expect, it } from 'vitest';
import { trustDocument } from '../../../../shared/policy/iam/trust.ts';
import { ASSUMING_ACTIONS, allowedActions } from '../../../support/trust.ts';

const ISSUE = 'portunus-prod-eu-west-1-issue';
const OURS = { 'sts:ExternalId': 'portunus-7f2c' };
const TRUST = {
  partition: 'aws',
  accountId: '111122223333',
  stage: 'prod',
  externalId: 'portunus-7f2c',
  carries: ['sts:TagSession', 'sts:SetSourceIdentity'],
} as const;

describe('a trust policy, by another evaluator of IAM policies', () => {
  it('lets the function assume, tag and name', async () => {
    expect(await allowedActions(trustDocument(TRUST), { role: ISSUE, context: OURS })).toEqual(ASSUMING_ACTIONS);
  });

  it('in one statement with the external ID would refuse tags and source identity', async () => {
    const { Version, Statement } = trustDocument({ ...TRUST, carries: [] });
    const inOne = { Version, Statement: [{ ...Statement[0], Action: ASSUMING_ACTIONS }] };
    expect(await allowedActions(inOne, { role: ISSUE, context: OURS })).toEqual(['sts:AssumeRole']);
  });

  it.each([
    ['another external ID', { 'sts:ExternalId': 'portunus-0000' }],
    ['no external ID', {}],
  ])('lets nobody assume with %s', async (_what, context) => {
    const allowed = await allowedActions(trustDocument(TRUST), { role: ISSUE, context });
    expect(allowed).not.toContain('sts:AssumeRole');
  });

  it.each(['eu-west-1', 'us-east-1', 'us-gov-west-1', 'ap-southeast-2'])('holds in %s alike', async (region) => {
    const asked = { role: `portunus-prod-${region}-issue`, context: OURS };
    expect(await allowedActions(trustDocument(TRUST), asked)).toEqual(ASSUMING_ACTIONS);
  });

  it.each([
    ['another stage', 'portunus-prod2-eu-west-1-issue', '111122223333'],
    ['a stage that begins alike', 'portunus-produce-eu-west-1-issue', '111122223333'],
    ['another function', 'portunus-prod-eu-west-1-admin', '111122223333'],
    ['the prober, which assumes no role', 'portunus-prod-eu-west-1-probe', '111122223333'],
    ['a role without a region', 'portunus-prod-issue', '111122223333'],
    ['a path before the name', 'somebody/portunus-prod-eu-west-1-issue', '111122223333'],
    ['another account', ISSUE, '999999999999'],
  ])('lets nothing in of %s', async (_what, role, account) => {
    expect(await allowedActions(trustDocument(TRUST), { role, account, context: OURS })).toEqual([]);
  });

  it.each(['issue', 'refresh-deliver', 'verify'])('lets %s in, which assumes roles', async (name) => {
    const role = `portunus-prod-eu-west-1-${name}`;
    expect(await allowedActions(trustDocument(TRUST), { role, context: OURS })).toEqual(ASSUMING_ACTIONS);
  });
});
