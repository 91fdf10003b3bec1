import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Account } from '../../../../shared/domain/account.ts';
import { Connector } from '../../../../shared/domain/connector.ts';
import { parseWith, valid } from '../../../../shared/domain/parse.ts';
import { otherRegistries } from '../../../../shared/policy/iam/repository-policies.ts';
import { iamSetup } from '../../../../shared/policy/iam/setup.ts';
import { given } from '../../../support/iam-documents.ts';
import { isLetIn, withoutEachCondition } from '../../../support/let-in.ts';
import { policyFaults } from '../../../support/policy-lint.ts';

const HERE = '123456789012';
const THERE = '210987654321';
const ROLE = `arn:aws:iam::${HERE}:role/portunus/shop-images`;
const ACCOUNT: Account = {
  ...{ id: 'build', awsAccountId: HERE, partition: 'aws' },
  credentials: { source: 'execution-role' },
};

function aConnector(more: Readonly<Record<string, unknown>> = {}): Connector {
  const written = {
    ...{ id: 'shop-images', account: 'build', principalType: 'assumed-role', roleArn: ROLE, region: 'eu-west-1' },
    ...{ access: 'pull', repositories: ['shop/api'], registries: [HERE, THERE] },
    ...more,
  };
  return valid(parseWith(Connector, written, 'connector'));
}

function policyOf(more: Readonly<Record<string, unknown>> = {}) {
  const [policy] = otherRegistries({ connector: aConnector(more), account: ACCOUNT }).places[0]?.resources ?? [];
  if (policy?.type !== 'repository-policy') throw new Error('no repository policy is there');
  return policy;
}

const PULL = {
  ...{ principal: `arn:aws:sts::${HERE}:assumed-role/shop-images/ci-1`, action: 'ecr:BatchGetImage' },
  ...{ resource: `arn:aws:ecr:eu-west-1:${THERE}:repository/shop/api`, accountId: THERE },
  context: { 'aws:PrincipalArn': ROLE },
};
const PUSH = { ...PULL, action: 'ecr:PutImage' };
const OTHER = {
  ...{ ...PULL, principal: `arn:aws:sts::${HERE}:assumed-role/other/x` },
  context: { 'aws:PrincipalArn': `arn:aws:iam::${HERE}:role/other` },
};

describe('the policy of a repository in another account', () => {
  it('is for the account of the registry, and for each repository and region', () => {
    const more = { repositories: ['shop/api', 'shop/web'], regions: ['eu-west-1', 'us-east-1'] };
    const [place, ...others] = otherRegistries({ connector: aConnector(more), account: ACCOUNT }).places;
    expect([place?.accountId, place?.partition, others]).toEqual([THERE, 'aws', []]);
    expect(place?.resources.map((one) => one.type === 'repository-policy' && [one.region, one.repository])).toEqual([
      ['eu-west-1', 'shop/api'],
      ['eu-west-1', 'shop/web'],
      ['us-east-1', 'shop/api'],
      ['us-east-1', 'shop/web'],
    ]);
  });

  it('has no fault that a linter finds, and no resource, which ECR would refuse', async () => {
    const { document } = policyOf();
    expect(await policyFaults(document, 'resource')).toEqual([]);
    expect(document.Statement.map((one) => 'Resource' in one)).toEqual([false]);
  });

  it('lets the connector’s role pull, and not push', async () => {
    const { document } = policyOf();
    expect([await isLetIn(document, PULL), await isLetIn(document, PUSH)]).toEqual([true, false]);
  });

  it.each([['push'], [undefined]])('lets it push where access is %s', async (access) => {
    const { access: _none, ...rest } = aConnector();
    const written = { ...rest, ...(access !== undefined && { access }) };
    const [place] = otherRegistries({
      connector: valid(parseWith(Connector, written, 'connector')),
      account: ACCOUNT,
    }).places;
    const [policy] = place?.resources ?? [];
    expect(policy?.type === 'repository-policy' && (await isLetIn(policy.document, PUSH))).toBe(true);
  });

  it('lets no other role of that account in, nor one of another account', async () => {
    const { document } = policyOf();
    const elsewhere = { ...PULL, principal: PULL.principal.replace(HERE, '999999999999') };
    expect([await isLetIn(document, OTHER), await isLetIn(document, elsewhere)]).toEqual([false, false]);
  });

  it.each(withoutEachCondition(policyOf().document))('lets another role in without $taken', async ({ document }) => {
    expect(await isLetIn(document, OTHER)).toBe(true);
  });

  it('lets the roles of a second hop in', async () => {
    const further = `arn:aws:iam::${HERE}:role/portunus/further`;
    const { document } = policyOf({ roleArns: [further] });
    expect(await isLetIn(document, { ...PULL, context: { 'aws:PrincipalArn': further } })).toBe(true);
  });

  it('lets every role in that a claim could name, and no other', async () => {
    const { document } = policyOf({ roleArn: `arn:aws:iam::${HERE}:role/portunus/{repository_id}` });
    const one = { 'aws:PrincipalArn': `arn:aws:iam::${HERE}:role/portunus/1296269` };
    expect([await isLetIn(document, { ...PULL, context: one }), await isLetIn(document, OTHER)]).toEqual([true, false]);
  });

  it('leaves it to the account which of its users come, where there is no role', () => {
    const { roleArn: _none, ...user } = { ...aConnector(), principalType: 'federated-user' };
    const [place] = otherRegistries({
      connector: valid(parseWith(Connector, user, 'connector')),
      account: ACCOUNT,
    }).places;
    const [policy] = place?.resources ?? [];
    expect(policy?.type === 'repository-policy' && policy.document.Statement).toEqual([
      expect.not.objectContaining({ Condition: expect.anything() }),
    ]);
  });
});

it('is a part of what a connector needs, beside the rights of its role', async () => {
  const { places } = iamSetup(
    given({ access: 'pull', region: 'eu-west-1', repositories: ['shop/api'], registries: [THERE] }),
  );
  expect(places.map(({ accountId, resources }) => [accountId, resources.map(({ type }) => type)])).toEqual([
    [HERE, ['role']],
    [THERE, ['repository-policy']],
  ]);
});

it('is as docs/many-accounts.md shows it', () => {
  const [, section = ''] = readFileSync('docs/many-accounts.md', 'utf8').split('## A registry in a second account');
  const [, yaml = ''] = /^```yaml\n([\s\S]*?)^```$/m.exec(section) ?? [];
  const [, json = ''] = /^```json\n([\s\S]*?)^```$/m.exec(section) ?? [];
  expect(policyOf(parse(yaml)).document).toEqual(JSON.parse(json));
});

describe('what no policy can say', () => {
  const adviceFor = (more: Readonly<Record<string, unknown>>) =>
    otherRegistries({ connector: aConnector(more), account: ACCOUNT }).advice;

  it.each([
    [{ repositories: ['shop/*'] }, /^Each repository in account 210987654321 that matches shop\/\* needs the policy/],
    [{ repositories: ['{repository_id}/api'] }, /that matches \{repository_id\}\/api needs the policy/],
    [{ repositories: undefined }, /^Each repository in account 210987654321 needs a policy/],
    [{ region: undefined }, /^Policies of repositories in account 210987654321 are set region by region/],
    [{ pullThroughCache: true }, /must allow ecr:BatchImportUpstreamImage and ecr:CreateRepository too\.$/],
  ])('of %j is advice', (more, advice) => {
    const defined = Object.fromEntries(
      Object.entries({ ...aConnector(), ...more }).filter(([, one]) => one !== undefined),
    );
    const told = otherRegistries({
      connector: valid(parseWith(Connector, defined, 'connector')),
      account: ACCOUNT,
    }).advice;
    expect(told.filter((one) => advice.test(one))).toHaveLength(1);
  });

  it('is nothing where no other account is named', () => {
    expect(otherRegistries({ connector: aConnector({ registries: [HERE] }), account: ACCOUNT })).toEqual({
      places: [],
      advice: [],
    });
    expect(otherRegistries({ connector: aConnector({ serves: ['ecr-public'] }), account: ACCOUNT }).places).toEqual([]);
    const { registries: _none, ...own } = aConnector();
    expect(otherRegistries({ connector: own as Connector, account: ACCOUNT })).toEqual({ places: [], advice: [] });
  });

  it('names every such account', () => {
    expect(adviceFor({ registries: [THERE, '345678901234'], repositories: ['shop/*'] })[0]).toContain(
      'in accounts 210987654321, 345678901234',
    );
  });
});
