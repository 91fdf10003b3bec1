import { expect, it } from 'vitest';
import { madeUpCaller } from '../../../../shared/vending/verify/made-up-caller.ts';
import { aConnector, NOW } from '../../../support/builders.ts';

const session = {
  name: 'k8s-{["kubernetes.io","namespace"]}',
  sourceIdentity: '{["kubernetes.io","pod","uid"]}',
  tags: [{ key: 'owner', value: '{__proto__}-{constructor}' }],
};

it('has a stand-in at the path of every claim that a template names', () => {
  const { claims, issuer, administrator, groups } = madeUpCaller(aConnector({ session }), undefined, NOW);
  expect(JSON.parse(JSON.stringify(claims))).toEqual(
    JSON.parse(`{"kubernetes.io": {"namespace": "portunus-verify", "pod": {"uid": "portunus-verify"}},
      "__proto__": "portunus-verify", "constructor": "portunus-verify"}`),
  );
  expect([issuer, administrator, groups]).toEqual(['ci', false, []]);
});

it('has the claims that are given instead, and nothing beside them', () => {
  const given = { claims: { sub: 'job', run_id: '7' }, issuer: 'other' };
  expect(madeUpCaller(aConnector({ session }), given, NOW)).toMatchObject({
    issuer: 'other',
    subject: 'job',
    claims: { sub: 'job', run_id: '7' },
  });
});

it('is of AWS where roles alone are let in, so that their claims fill in a connector', () => {
  const grants = [{ iamRole: 'arn:aws:iam::123456789012:role/build-agents' }];
  expect(madeUpCaller(aConnector({ grants }), undefined, NOW).issuer).toBe('aws-iam');
});
