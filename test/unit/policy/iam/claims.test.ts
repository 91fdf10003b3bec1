// The documents of a connector that holds claims: patterns for all callers, and a role for each if claims name it.
import { describe, expect, it } from 'vitest';
import { iamSetup } from '../../../../shared/policy/iam/setup.ts';
import { BUILD_KEY, given, onlyRole, resourcesOf, rightsOf } from '../../../support/iam-documents.ts';

const ROLE = 'arn:aws:iam::123456789012:role/portunus/';
const BY_ID = { repositories: ['github-{repository_id}', 'github-{repository_id}/*'], region: 'eu-west-1' };

function resources(connector: object): readonly unknown[] {
  return rightsOf(onlyRole(iamSetup(given(connector)))).Statement.flatMap(({ Resource }) => Resource);
}

describe('claims in repositories', () => {
  it('are * in the rights of the role, which all callers share', () => {
    expect(resources(BY_ID)).toEqual([
      '*',
      'arn:aws:ecr:eu-west-1:123456789012:repository/github-*',
      'arn:aws:ecr:eu-west-1:123456789012:repository/github-*/*',
    ]);
    expect(iamSetup(given(BY_ID)).advice[0]).toBe(
      'The rights are for the repositories of all callers. The session of each is limited to its own.',
    );
  });

  it('are told of nowhere else', () => {
    expect(iamSetup(given({})).advice.join()).not.toMatch(/callers\./);
    expect(JSON.stringify(iamSetup(given(BY_ID)).places)).not.toContain('{repository_id}');
  });
});

describe('claims in a region', () => {
  it('leave it open', () => {
    expect(resources({ ...BY_ID, region: '{place}' })).toContain('arn:aws:ecr:*:123456789012:repository/github-*');
  });
});

describe('claims in a role', () => {
  const connector = { roleArn: `${ROLE}ecr-{repository_id}`, repositories: ['shop'], region: 'eu-west-1' };

  it('stand for a role of each caller, whose name the documents leave open', () => {
    const setup = iamSetup(given(connector));
    expect(onlyRole(setup)).toMatchObject({ path: '/portunus/', name: 'ecr-CLAIM' });
    expect(setup.advice[0]).toBe(
      `Each caller has a role of its own, ${ROLE}ecr-{repository_id}. Make it once for each, with the claim's value for CLAIM.`,
    );
  });

  it('have rights for the repositories of their own caller alone', () => {
    const own = { ...connector, repositories: ['github-{repository_id}', 'github-{repository_id}/*', 'shop'] };
    expect(resources(own)).toEqual([
      '*',
      'arn:aws:ecr:eu-west-1:123456789012:repository/github-CLAIM',
      'arn:aws:ecr:eu-west-1:123456789012:repository/github-CLAIM/*',
      'arn:aws:ecr:eu-west-1:123456789012:repository/shop',
    ]);
    expect(iamSetup(given(own)).advice.join()).not.toContain('of all callers');
  });

  it.each([
    ['the claim of the repositories is another one', 'ecr-{owner_id}'],
    ['two claims name the role', 'ecr-{owner_id}.{repository_id}'],
  ])('have rights for all callers where %s', (_what, name) => {
    const other = { ...connector, roleArn: `${ROLE}${name}`, repositories: ['github-{repository_id}'] };
    expect(resources(other)).toContain('arn:aws:ecr:eu-west-1:123456789012:repository/github-*');
    expect(iamSetup(given(other)).advice.join()).toContain('of all callers');
  });

  it('share a further role, which has the rights of all', () => {
    const repositories = ['github-{repository_id}'];
    const setup = iamSetup(given({ ...connector, repositories, roleArns: [`${ROLE}deep`] }));
    const deep = resourcesOf(setup, 'role').find(({ name }) => name === 'deep');
    expect(JSON.stringify(deep?.policies)).toContain('repository/github-*');
  });

  it('let the user of the account’s key assume each of them', () => {
    const [policy] = resourcesOf(iamSetup(given(connector, { account: BUILD_KEY })), 'user-policy');
    expect(policy?.document.Statement[0]).toMatchObject({ Action: ['sts:AssumeRole'], Resource: `${ROLE}ecr-*` });
  });

  it('let each of them assume a further role', () => {
    const setup = iamSetup(given({ ...connector, roleArns: [`${ROLE}deep`] }));
    const deep = resourcesOf(setup, 'role').find(({ name }) => name === 'deep');
    expect(deep?.trust.Statement[0]?.Condition?.ArnLike).toEqual({ 'aws:PrincipalArn': [`${ROLE}ecr-*`] });
  });
});
