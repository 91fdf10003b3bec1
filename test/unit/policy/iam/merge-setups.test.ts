import { describe, expect, it } from 'vitest';
import type { IamDocument, IamRole, IamSetup } from '../../../../shared/domain/iam-resource.ts';
import { mergeSetups } from '../../../../shared/policy/iam/merge-setups.ts';
import { iamSetup } from '../../../../shared/policy/iam/setup.ts';
import { trustDocument } from '../../../../shared/policy/iam/trust.ts';
import { BUILD, given } from '../../../support/iam-documents.ts';
import { aRole, aSetup, EVERYTHING } from '../../../support/iam-setups.ts';
import { ASSUMING_ACTIONS, allowedActions } from '../../../support/trust.ts';

const ROLE = 'portunus-prod-eu-west-1-issue';
const ANY = 'arn:aws:ecr:*:*:repository';

function trustOf(externalId: string, carries = ['sts:TagSession'] as const): IamDocument {
  return trustDocument({ partition: 'aws', accountId: '111122223333', stage: 'prod', externalId, carries });
}
function roleOf({ places }: IamSetup): IamRole {
  return places[0]?.resources.find(({ type }) => type === 'role') as IamRole;
}
function documentOf(Sid: string): IamDocument {
  return { Version: '2012-10-17', Statement: [{ Sid, Effect: 'Allow', Action: 'ecr:*', Resource: `${ANY}/${Sid}` }] };
}

describe('connectors that share a role', () => {
  const setups = ['of-a', 'of-b', 'of-c'].map((id) => aSetup(aRole({ trust: trustOf(id) })));
  const { trust } = roleOf(mergeSetups(setups));

  it('are each let in by its external ID, and nobody else is', async () => {
    const allowed = (id: string) => allowedActions(trust, { role: ROLE, context: { 'sts:ExternalId': id } });
    for (const id of ['of-a', 'of-b', 'of-c']) expect(await allowed(id)).toEqual(ASSUMING_ACTIONS.slice(0, 2));
    expect(await allowed('of-d')).not.toContain('sts:AssumeRole');
    expect(await allowedActions(trust, { role: ROLE })).not.toContain('sts:AssumeRole');
  });

  it('have one statement, because a trust policy is short', () => {
    expect(trust.Statement).toHaveLength(2);
    expect(trust.Statement[0]?.Condition?.StringEquals).toEqual({ 'sts:ExternalId': ['of-a', 'of-b', 'of-c'] });
  });

  it('keep statements of their own where these differ in more', () => {
    const { Statement: statements, ...document } = trustOf('of-b');
    const inOrganization = statements.map(({ Condition: { StringEquals, ...others } = {}, ...statement }) => ({
      ...statement,
      Condition: { StringEquals: { ...StringEquals, 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' }, ...others },
    }));
    const narrow = aSetup(aRole({ trust: { ...document, Statement: inOrganization } }));
    const { Statement } = roleOf(mergeSetups([aSetup(aRole({ trust: trustOf('of-a') })), narrow])).trust;
    expect(Statement.map(({ Condition }) => Condition?.StringEquals)).toEqual([
      { 'sts:ExternalId': 'of-a' },
      undefined,
      { 'sts:ExternalId': 'of-b', 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' },
      { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' },
    ]);
  });

  it('have the rights of all, and the longest session', () => {
    const one = aRole({ policies: [{ name: 'images', document: documentOf('A') }], maxSessionSeconds: 7200 });
    const other = aRole({
      policies: [
        { name: 'images', document: documentOf('B') },
        { name: 'more', document: documentOf('C') },
      ],
      managedPolicyArns: ['arn:aws:iam::aws:policy/x'],
    });
    const { policies, maxSessionSeconds, managedPolicyArns } = roleOf(mergeSetups([aSetup(one), aSetup(other)]));
    expect(policies.map(({ name, document }) => [name, document.Statement.map(({ Sid }) => Sid)])).toEqual([
      ['images', ['A', 'B']],
      ['more', ['C']],
    ]);
    expect([maxSessionSeconds, managedPolicyArns]).toEqual([7200, ['arn:aws:iam::aws:policy/x']]);
  });
});

describe('connectors that share a role and differ in repositories', () => {
  const images = (repository: string, account = BUILD) => {
    const repositories = [repository];
    return iamSetup(given({ repositories, region: 'eu-west-1', access: 'pull' }, { account, extras: ['boundary'] }));
  };

  it('have statements of different Sids, as IAM demands, however often they are merged', () => {
    const merged = mergeSetups([images('a'), images('b'), images('a'), images('c')]);
    const [policy] = roleOf(merged).policies;
    const boundary = merged.places[0]?.resources.find(({ type }) => type === 'managed-policy');
    const sids = ['LogIn', 'Pull', 'Pull2', 'Pull3'];
    expect(policy?.document.Statement.map(({ Sid }) => Sid)).toEqual(sids);
    expect(boundary).toMatchObject({ document: { Statement: sids.map((Sid) => ({ Sid })) } });
  });

  it('are told that the documents of all together are longer than AWS takes them', () => {
    const all = Array.from({ length: 60 }, (_, index) => images(`${index}`.padStart(60, 'a')));
    expect(all.flatMap(({ advice }) => advice).join('\n')).not.toContain('characters');
    const advice = mergeSetups(all).advice.join('\n');
    expect(advice).toContain('more than 10240 characters');
    expect(advice).toContain('more than the 6144 characters');
  });

  it('have no boundary if one of them has none, because it would cut its rights', () => {
    const policyArns = ['arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryReadOnly'];
    const open = iamSetup(given({ policyArns }, { account: BUILD, extras: ['boundary'] }));
    expect(roleOf(images('a'))).toHaveProperty('permissionsBoundary');
    expect(roleOf(mergeSetups([images('a'), images('b')]))).toHaveProperty('permissionsBoundary');
    for (const setups of [
      [images('a'), open],
      [open, images('a')],
    ]) {
      expect(roleOf(mergeSetups(setups))).not.toHaveProperty('permissionsBoundary');
    }
  });
});

it('two setups of one repository become one policy, because ECR keeps one', () => {
  const policy = (Sid: string) =>
    aSetup({ type: 'repository-policy', repository: 'shop', region: 'eu-west-1', document: documentOf(Sid) });
  const { places } = mergeSetups([policy('A'), policy('B')]);
  expect(places[0]?.resources).toMatchObject([{ document: { Statement: [{ Sid: 'A' }, { Sid: 'B' }] } }]);
});

it('one issuer of two connectors is one provider, with the audiences of both', () => {
  const provider = (id: string) => aSetup({ type: 'oidc-provider', url: 'https://gitlab.com', clientIds: [id, 'x'] });
  expect(mergeSetups([provider('a'), provider('b')]).places[0]?.resources).toEqual([
    { type: 'oidc-provider', url: 'https://gitlab.com', clientIds: ['a', 'x', 'b'] },
  ]);
});

it('a setup is itself when it is merged with itself, but for the name of its connector', () => {
  const { connectorId: _id, ...expected } = EVERYTHING;
  expect(mergeSetups([EVERYTHING, EVERYTHING])).toEqual(expected);
});
