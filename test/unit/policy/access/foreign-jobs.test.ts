// Rows B38 and B40 and threats T9 to T11: jobs of the right repository that are not the job a grant means, and jobs of
// another repository that look like it, with the claims as GitHub, GitLab and Bitbucket write them.
import { describe, expect, it } from 'vitest';
import type { ClaimCondition, Claims } from '../../../../shared/domain/claims.ts';
import { decideAccess } from '../../../support/access.ts';
import { aConnector, aWorkload } from '../../../support/builders.ts';

function isLetIn(conditions: Readonly<Record<string, readonly string[]>>, claims: Claims): boolean {
  const list: ClaimCondition[] = Object.entries(conditions).map(([claim, anyOf]) => ({ claim: [claim], anyOf }));
  return decideAccess(aConnector({ grants: [{ issuer: 'ci', claims: list }] }), aWorkload({ claims }), 'ecr-login')
    .allowed;
}

const BY_ID = { repository_id: ['1296269'], ref: ['refs/heads/main', 'refs/heads/release/*'] };
const GITHUB = {
  sub: 'repo:acme/shop:ref:refs/heads/main',
  repository: 'acme/shop',
  repository_id: '1296269',
  repository_owner_id: '9919',
  ref: 'refs/heads/main',
  ref_protected: 'true',
};

describe('a GitHub job', () => {
  it('of the branch is the one that is meant', () => {
    expect(isLetIn(BY_ID, GITHUB)).toBe(true);
    expect(isLetIn(BY_ID, { ...GITHUB, ref: 'refs/heads/release/7' })).toBe(true);
  });

  it.each<[string, Claims]>([
    ['B40 of a pull request', { ...GITHUB, sub: 'repo:acme/shop:pull_request', ref: 'refs/pull/7/merge' }],
    ['B40 of the head of a pull request', { ...GITHUB, ref: 'refs/pull/7/head' }],
    ['B40 of a tag called like the branch', { ...GITHUB, ref: 'refs/tags/main' }],
    ['B40 of a tag called like the whole ref', { ...GITHUB, ref: 'refs/tags/refs/heads/main' }],
    ['B40 of a branch called like the whole ref', { ...GITHUB, ref: 'refs/heads/refs/heads/main' }],
    ['B40 of a branch that begins so', { ...GITHUB, ref: 'refs/heads/main-2' }],
    ['B40 of a branch in another case', { ...GITHUB, ref: 'refs/heads/Main' }],
    ['B40 of a branch below a release', { ...GITHUB, ref: 'refs/heads/release/7/hotfix' }],
    ['B40 of a release without a name', { ...GITHUB, ref: 'refs/heads/release/' }],
    ['B40 with the name of the branch alone', { ...GITHUB, ref: 'main' }],
    ['B40 without a ref', { ...GITHUB, ref: undefined }],
    ['T9 of a repository that was made anew under the name', { ...GITHUB, repository_id: '77001234' }],
    [
      'T11 of a fork',
      { ...GITHUB, repository: 'mallory/shop', repository_id: '88002345', repository_owner_id: '31337' },
    ],
    ['B38 whose id is in an object', { ...GITHUB, repository_id: { id: '1296269' } }],
    ['B38 whose id is null', { ...GITHUB, repository_id: null }],
    ['B38 whose id has a blank', { ...GITHUB, repository_id: '1296269 ' }],
    ['B38 whose id has a leading zero', { ...GITHUB, repository_id: '01296269' }],
    ['B38 whose id has a fraction', { ...GITHUB, repository_id: 1_296_269.5 }],
    ['B38 whose id is in a list in a list', { ...GITHUB, repository_id: [['1296269']] }],
  ])('%s is another', (_what, claims) => {
    expect(isLetIn(BY_ID, claims)).toBe(false);
  });

  it('B38 whose id is a number, or a list with it, is the same: only ids are compared, not JSON types', () => {
    expect(isLetIn(BY_ID, { ...GITHUB, repository_id: 1_296_269 })).toBe(true);
    expect(isLetIn(BY_ID, { ...GITHUB, repository_id: ['1296269'] })).toBe(true);
  });
});

describe('a subject of GitHub', () => {
  const BRANCH = { sub: ['repo:acme/shop:ref:refs/heads/*'] };

  it.each([
    ['B40 of a pull request', 'repo:acme/shop:pull_request'],
    ['B40 of an environment', 'repo:acme/shop:environment:production'],
    ['B40 of an environment called like a ref', 'repo:acme/shop:environment:ref:refs/heads/main'],
    ['B40 of a tag', 'repo:acme/shop:ref:refs/tags/main'],
    ['B40 of a repository that begins so', 'repo:acme/shop-2:ref:refs/heads/main'],
    ['B40 of a repository that ends so', 'repo:mallory/acme/shop:ref:refs/heads/main'],
    ['B40 of an owner that ends so', 'repo:not-acme/shop:ref:refs/heads/main'],
    ['B40 of a branch with a slash', 'repo:acme/shop:ref:refs/heads/a/b'],
    ['B40 that goes on after the ref', 'repo:acme/shop:ref:refs/heads/main:environment:production'],
    ['T10 in the immutable form', 'repo:acme@9919/shop@1296269:ref:refs/heads/main'],
    ['T10 in the immutable form of somebody else', 'repo:acme@31337/shop@88002345:ref:refs/heads/main'],
  ])('%s is not the branch’s in the old form', (_what, sub) => {
    expect(isLetIn(BRANCH, { sub })).toBe(false);
  });

  const IMMUTABLE = { sub: ['repo:acme@9919/shop@1296269:ref:refs/heads/*'] };

  it.each([
    ['T10 in the immutable form', 'repo:acme@9919/shop@1296269:ref:refs/heads/main', true],
    ['T10 of an owner who was made anew', 'repo:acme@31337/shop@1296269:ref:refs/heads/main', false],
    ['T10 of a repository that was made anew', 'repo:acme@9919/shop@88002345:ref:refs/heads/main', false],
    ['T10 in the old form', 'repo:acme/shop:ref:refs/heads/main', false],
    ['T10 with an id that begins so', 'repo:acme@9919/shop@12962691:ref:refs/heads/main', false],
  ])('%s is held against the immutable form', (_what, sub, expected) => {
    expect(isLetIn(IMMUTABLE, { sub })).toBe(expected);
  });

  it('T10 in either form has ids beside it, which a grant by id goes by', () => {
    const sub = 'repo:acme@9919/shop@1296269:ref:refs/heads/main';
    expect(isLetIn(BY_ID, { ...GITHUB, sub })).toBe(true);
    expect(isLetIn(BY_ID, { ...GITHUB, sub, repository_id: '88002345' })).toBe(false);
  });
});

describe('a GitLab job', () => {
  const BY_PROJECT = { project_id: ['42'], ref_type: ['branch'], ref: ['main'], ref_protected: ['true'] };
  const GITLAB = {
    sub: 'project_path:acme/shop:ref_type:branch:ref:main',
    project_path: 'acme/shop',
    project_id: '42',
    ref: 'main',
    ref_type: 'branch',
    ref_protected: 'true',
  };

  it.each<[string, Claims, boolean]>([
    ['B40 of the branch', GITLAB, true],
    ['B38 that is protected by a boolean', { ...GITLAB, ref_protected: true }, true],
    ['B38 that is not protected, by a boolean', { ...GITLAB, ref_protected: false }, false],
    ['B38 that is protected in another case', { ...GITLAB, ref_protected: 'True' }, false],
    ['B38 that is protected by a 1', { ...GITLAB, ref_protected: 1 }, false],
    ['B40 of a tag called like the branch', { ...GITLAB, ref_type: 'tag' }, false],
    ['B40 with a whole ref', { ...GITLAB, ref: 'refs/heads/main' }, false],
    ['B40 of a merge request', { ...GITLAB, ref: 'refs/merge-requests/7/head', ref_protected: 'false' }, false],
    ['T11 of a fork, as GitLab writes it now', { ...GITLAB, project_id: '4711', project_path: 'mallory/shop' }, false],
    ['T11 of a branch that nobody protects', { ...GITLAB, ref_protected: 'false' }, false],
    ['T9 of a project that was made anew', { ...GITLAB, project_id: '43' }, false],
  ])('%s', (_what, claims, expected) => {
    expect(isLetIn(BY_PROJECT, claims)).toBe(expected);
  });

  // Until GitLab 18.2.2 the job of a fork's merge request bore the target's ids: only where it comes from told it.
  it('T11 of a fork’s merge request under the target’s ids is told apart by where it comes from', () => {
    const OWN = { ...BY_PROJECT, job_source: ['push'] };
    expect(isLetIn(OWN, { ...GITLAB, job_source: 'push' })).toBe(true);
    expect(isLetIn(OWN, { ...GITLAB, job_source: 'merge_request_event' })).toBe(false);
    expect(isLetIn(OWN, GITLAB)).toBe(false);
  });

  it.each([
    ['acme/shop', true],
    ['acme/team/shop', false],
    ['acme/shop/x', false],
    ['acme/', false],
    ['acme', false],
    ['acme2/shop', false],
  ])('B40 of the project %s is one directly in the group: %s', (project_path, expected) => {
    expect(isLetIn({ project_path: ['acme/*'] }, { project_path })).toBe(expected);
  });
});

describe('a Bitbucket step', () => {
  const REPOSITORY = '{5f6b2a90-0000-4000-8000-000000000001}';
  const STEP = '{5f6b2a90-0000-4000-8000-000000000002}';

  it.each([
    ['B37 of the repository', `${REPOSITORY}:${STEP}`, true],
    ['B37 of another repository', `${STEP}:${REPOSITORY}`, false],
    ['B37 without a step', REPOSITORY, false],
    ['B37 without its braces', `${REPOSITORY.slice(1, -1)}:${STEP}`, false],
    ['B37 of an environment between', `${REPOSITORY}:${STEP}:${STEP}`, false],
  ])('%s', (_what, sub, expected) => {
    expect(isLetIn({ sub: [`${REPOSITORY}:*`] }, { sub })).toBe(expected);
  });
});
