import { describe, expect, it } from 'vitest';
import { ownerClaimsOf, pinsOneOf } from '../../../shared/domain/multi-tenant-issuers.ts';

describe('the owner claims of an issuer', () => {
  it.each([
    ['https://token.actions.githubusercontent.com', ['repository_owner_id', 'repository_id', 'enterprise_id']],
    ['https://token.actions.githubusercontent.com/', ['repository_owner_id', 'repository_id', 'enterprise_id']],
    ['https://token.actions.githubusercontent.com/acme', ['repository_owner_id', 'repository_id', 'enterprise_id']],
    ['https://gitlab.com', ['namespace_id', 'project_id']],
    ['https://agent.buildkite.com', ['organization_id', 'pipeline_id']],
    ['https://app.terraform.io', ['terraform_organization_id', 'terraform_workspace_id']],
    ['https://accounts.google.com', ['sub']],
  ])('are known for %s', (url, claims) => {
    expect(ownerClaimsOf(url)).toEqual(claims);
  });

  it.each([
    ['an issuer of its own', 'https://ci.example'],
    ['a host that begins alike', 'https://gitlab.com.example'],
    ['a host that ends alike', 'https://my-gitlab.com'],
    ['another port', 'https://gitlab.com:8443'],
    ['a path that looks alike', 'https://ci.example/https://gitlab.com'],
  ])('are none for %s', (_what, url) => {
    expect(ownerClaimsOf(url)).toBeUndefined();
  });
});

describe('a requirement', () => {
  const owners = ['owner_id', 'repository_id'];

  it.each([
    ['one owner', [{ claim: ['owner_id'], anyOf: ['1'] }], true],
    ['several owners', [{ claim: ['owner_id'], anyOf: ['1', '2'] }], true],
    ['the second claim', [{ claim: ['repository_id'], anyOf: ['1'] }], true],
    [
      'an owner beside other conditions',
      [
        { claim: ['ref'], anyOf: ['*'] },
        { claim: ['owner_id'], anyOf: ['1'] },
      ],
      true,
    ],
    ['nothing', [], false],
    ['another claim', [{ claim: ['owner'], anyOf: ['acme'] }], false],
    ['a wildcard', [{ claim: ['owner_id'], anyOf: ['*'] }], false],
    ['a wildcard beside an owner', [{ claim: ['owner_id'], anyOf: ['1', '1*'] }], false],
    ['a nested claim', [{ claim: ['x', 'owner_id'], anyOf: ['1'] }], false],
    ['a claim inside an owner', [{ claim: ['owner_id', 'x'], anyOf: ['1'] }], false],
    ['an empty path', [{ claim: [], anyOf: ['1'] }], false],
  ])('pins an owner, or does not: %s', (_what, conditions, expected) => {
    expect(pinsOneOf(owners, conditions)).toBe(expected);
  });
});
