// What a pattern lets in by the matcher, beside what it looks like to somebody who comes from IAM.
import { describe, expect, it } from 'vitest';
import { connectorOf, findingsIn, ISSUERS, issuerOf, type Json, rulesOfGrant } from '../../../support/lint.ts';

const { github, githubServer, gitlab, bitbucket, buildkite, circleci, azure, terraform, cluster } = ISSUERS;
const { aws, google, forgejo, unknown } = ISSUERS;
type Row = readonly [what: string, issuer: Json, claims: unknown, rules: readonly string[]];
function each(rows: readonly Row[]): void {
  it.each<Row>(rows)('%s', (_what, issuer, claims, rules) => {
    expect(rulesOfGrant(issuer, claims, {}, ['patterns'])).toEqual(rules);
  });
}

const ONLY = ['pull-requests-only'];
const SUB = 'repo:acme@9919/shop@1296269';
const STACK = 'organization:acme:project:web:stack:shop:deployment:production';

describe('wildcards that let in pull requests alone', () => {
  each([
    ['by names', github, { sub: ['repo:acme/shop:*'] }, ONLY],
    ['by ids', github, { sub: [`${SUB}:*`] }, ONLY],
    ['by any ids', github, { sub: ['repo:acme@*/shop@*:*'] }, ONLY],
    ['any repository', github, { sub: ['repo:acme/*:*'] }, ONLY],
    ['the end of it', github, { sub: [`${SUB}:pull_*`] }, ONLY],
    ['on a server', githubServer, { sub: ['repo:acme/shop:*'] }, ONLY],
    ['on Forgejo', forgejo, { sub: ['repo:acme/shop:*'] }, ONLY],
    ['any target', github, { repository_id: ['1296269'], base_ref: ['*'] }, [...ONLY, 'partial-pattern']],
    ['a target', github, { repository_id: ['1296269'], base_ref: ['main'] }, ONLY],
    ['that are named, and so meant', github, { sub: [`${SUB}:pull_request`] }, []],
    ['named by their event', github, { sub: [`${SUB}:*`], event_name: ['pull_request'] }, []],
    ['beside main', github, { sub: [`${SUB}:*`, `${SUB}:ref:refs/heads/main`] }, []],
    ['beside an environment', github, { sub: [`${SUB}:*`, `${SUB}:environment:production`] }, []],
    ['and everything else', github, { sub: [`${SUB}:**`] }, ['any-depth']],
    ['any environment', github, { sub: [`${SUB}:environment:*`] }, []],
    ['a plan of a stack that is named', terraform, { sub: [`${STACK}:operation:plan`] }, []],
    ['with any base, none included', github, { repository_id: ['1'], base_ref: ['**'] }, ['any-depth']],
  ]);

  it('is a notice where they may only pull', () => {
    expect(rulesOfGrant(github, { sub: [`${SUB}:*`] }, { access: 'pull' }, ['patterns'])).toEqual(['partial-pattern']);
  });

  it('is not silenced by what silences the rest', () => {
    const grants = [{ issuer: 'ci', claims: { sub: ['repo:acme/shop:*'] } }];
    const findings = findingsIn({ issuers: [github], connectors: [connectorOf(grants, { acknowledgeRisk: true })] });
    expect(findings).toMatchObject([{ rule: 'pull-requests-only', severity: 'error' }]);
    expect(findings[0]?.detail).toMatch(/pull requests/);
  });

  it('is reported instead of branches, because there are none', () => {
    expect(rulesOfGrant(github, { sub: [`${SUB}:*`] }, {}, ['code'])).toEqual([]);
  });
});

describe('a star that misses what lies deeper', () => {
  const shop = { repository_id: ['1296269'], event_name: ['push'] };
  const PARTIAL = ['partial-pattern'];
  each([
    ['all branches', github, { ...shop, ref: ['refs/heads/*'] }, PARTIAL],
    ['all branches of Dependabot', github, { ...shop, ref: ['refs/heads/dependabot/*'] }, PARTIAL],
    ['all tags', github, { ...shop, ref: ['refs/tags/*'] }, PARTIAL],
    ['all branches in the sub', github, { sub: [`${SUB}:ref:refs/heads/*`] }, PARTIAL],
    ['all branches of GitLab', gitlab, { project_id: ['20'], ref: ['*'] }, PARTIAL],
    ['in its sub', gitlab, { sub: ['project_path:acme/shop:ref_type:branch:ref:*'] }, PARTIAL],
    ['of Bitbucket', bitbucket, { branchName: ['*'] }, PARTIAL],
    ['of Azure DevOps', azure, { rpo_ref: ['refs/heads/users/*'] }, PARTIAL],
    ['of CircleCI', circleci, { 'oidc.circleci.com/vcs-ref': ['refs/heads/*'] }, PARTIAL],
    ['of Buildkite', buildkite, { sub: ['organization:a:pipeline:b:ref:refs/heads/*:commit:*:step:*'] }, PARTIAL],
    ['with the next depth beside it', github, { ...shop, ref: ['refs/heads/*', 'refs/heads/*/*'] }, []],
    ['with any depth', github, { ...shop, ref: ['refs/heads/**'] }, ['any-depth']],
    ['of a folder', github, { ...shop, ref: ['refs/heads/release/*'] }, []],
    ['main', github, { ...shop, ref: ['refs/heads/main'] }, []],
    ['of an issuer of which nothing is known', unknown, { sub: ['x'], ref: ['refs/heads/*'] }, []],
  ]);
});

const DEAD = ['never-matches'];
const UUID = '1b2c3d4e-0000-4000-8000-000000000000';
const CIRCLE = 'oidc.circleci.com/';

function nested(claim: readonly string[], ...anyOf: readonly string[]) {
  return [{ claim, anyOf }];
}

describe('a pattern that no token meets', () => {
  each([
    ["an owner's name for its number", github, { repository_owner_id: ['acme'] }, DEAD],
    ["a repository's", github, { repository_id: ['acme/shop'] }, DEAD],
    ["an actor's", github, { actor_id: ['octocat'] }, DEAD],
    ['a ref with a slash behind', github, { ref: ['refs/heads/main/'] }, DEAD],
    ['a branch without refs/heads/', github, { ref: ['main'] }, DEAD],
    ['any ref of one segment', github, { ref: ['*'] }, [...DEAD, 'partial-pattern']],
    ['a ref with heads alone', github, { ref: ['heads/main'] }, DEAD],
    ['one of two', github, { ref: ['refs/heads/main', 'main'] }, DEAD],
    ['a shell pattern', github, { ref: ['refs/heads/release-[0-9]'] }, DEAD],
    ['an address for a repository', github, { repository: ['https://github.com/acme/shop'] }, DEAD],
    ['a repository without its owner', github, { repository: ['shop'] }, DEAD],
    ['a workflow without its ref', github, { job_workflow_ref: ['acme/shop/.github/workflows/x.yml'] }, DEAD],
    ['a word for a flag', github, { ref_protected: ['yes'] }, DEAD],
    ['an event in another spelling', github, { event_name: ['pull-request'] }, DEAD],
    ['a short commit', github, { sha: ['9f31abc'] }, DEAD],
    ['a visibility that is none', github, { repository_visibility: ['secret'] }, DEAD],
    ['a branch in the sub without refs/heads/', github, { sub: ['repo:acme/shop:ref:main'] }, DEAD],
    ['a sub without its end', github, { sub: ['repo:acme:ref:refs/heads/main'] }, DEAD],
    ['a full ref for a base', github, { base_ref: ['refs/heads/main'], event_name: ['pull_request'] }, DEAD],
    ['GitLab: a full ref', gitlab, { ref: ['refs/heads/main'] }, DEAD],
    ['GitLab: a short ref_path', gitlab, { ref_path: ['main'] }, DEAD],
    ["GitLab: a project's path for its number", gitlab, { project_id: ['acme/shop'] }, DEAD],
    ['GitLab: a flag', gitlab, { ref_protected: ['True'] }, DEAD],
    ['GitLab: a type of ref', gitlab, { ref_type: ['branches'] }, DEAD],
    ['GitLab: a sub without names of its parts', gitlab, { sub: ['project_path:acme/shop:main'] }, DEAD],
    ['GitLab: any one part behind the path', gitlab, { sub: ['project_path:acme/shop:*'] }, DEAD],
    ['GitLab: a sub without its project', gitlab, { sub: ['project_path:acme:ref_type:branch:ref:main'] }, DEAD],
    ['Bitbucket: no braces', bitbucket, { repositoryUuid: [UUID] }, DEAD],
    ['Bitbucket: a name', bitbucket, { repositoryUuid: ['{shop}'] }, DEAD],
    ['Bitbucket: a full ref', bitbucket, { branchName: ['refs/heads/main'] }, DEAD],
    ['Buildkite: a slug for an id', buildkite, { pipeline_id: ['shop'] }, DEAD],
    ['Buildkite: a sub without commit and step', buildkite, { sub: ['organization:a:pipeline:b:*'] }, DEAD],
    ['CircleCI: braces', circleci, { [`${CIRCLE}project-id`]: [`{${UUID}}`] }, DEAD],
    ['CircleCI: an address', circleci, { [`${CIRCLE}vcs-origin`]: ['https://github.com/acme/shop'] }, DEAD],
    ['CircleCI: a branch', circleci, { [`${CIRCLE}vcs-ref`]: ['main'] }, DEAD],
    ['Azure DevOps: a name for a number', azure, { def_id: ['images'] }, DEAD],
    ['Azure DevOps: a branch', azure, { rpo_ref: ['main'] }, DEAD],
    ['Terraform: a name for an id', terraform, { terraform_workspace_id: ['shop'] }, DEAD],
    ['Terraform: a phase', terraform, { terraform_run_phase: ['deploy'] }, DEAD],
    ['Terraform: a sub that ends too soon', terraform, { sub: ['organization:a:project:b:workspace:c:*'] }, DEAD],
    ['Terraform: a stack without its deployment', terraform, { sub: ['organization:a:project:b:stack:c:*'] }, DEAD],
    ['Kubernetes: a sub without its namespace', cluster, { sub: ['system:serviceaccount:builder'] }, DEAD],
    ['Kubernetes: a uid', cluster, nested(['kubernetes.io', 'serviceaccount', 'uid'], 'builder'), DEAD],
    ['AWS: a session', aws, { sub: ['arn:aws:sts::210987654321:assumed-role/ShopBuild/x'] }, DEAD],
    ['Google: an address for a number', google, { sub: ['builder@acme.iam.gserviceaccount.com'] }, DEAD],
    ['Forgejo: a name for a number', forgejo, { repository_id: ['shop'] }, DEAD],
    ['Vercel: a name for an id', issuerOf('https://oidc.vercel.com/acme'), { project_id: ['shop'] }, DEAD],
  ]);

  each([
    ['GitHub', github, { repository_id: ['1296269', '12*'], ref: ['refs/heads/main', 'refs/pull/7/merge'] }, []],
    ['a sub of a template', github, { sub: ['repository_id:1296269:actor:octocat'] }, []],
    ['a template that begins like the default', github, { sub: ['repo:acme/shop:actor:octocat'] }, []],
    ['a template behind the default', github, { sub: [`${SUB}:ref:refs/heads/main:workflow:images`] }, []],
    [
      'GitLab',
      gitlab,
      { project_id: ['20'], ref: ['main'], ref_path: ['refs/heads/main'], ref_protected: ['true'] },
      [],
    ],
    ['an environment with a slash', github, { sub: ['repo:acme/shop:environment:production/eu'] }, []],
    ['GitLab, the path alone', gitlab, { sub: ['project_path:acme/team/shop'] }, []],
    ['GitLab, the path and a ref', gitlab, { sub: ['project_path:acme/shop:ref:main'] }, []],
    [
      'GitLab, more than the default',
      gitlab,
      { sub: ['project_path:a/b:ref_type:branch:ref:main:ref_protected:true'] },
      [],
    ],
    ['GitLab, another part instead of the ref', gitlab, { sub: ['project_path:a/b:environment:production'] }, []],
    ["GitLab, a sub of one's own", gitlab, { sub: ['project_id:20:ref_path:main'] }, []],
    ['Bitbucket', bitbucket, { repositoryUuid: [`{${UUID}}`], branchName: ['feature/cart'] }, []],
    ['Buildkite', buildkite, { sub: [UUID], pipeline_id: [UUID.toUpperCase()] }, []],
    ['CircleCI', circleci, { sub: [`org/${UUID}/project/${UUID}/user/${UUID}`] }, []],
    ['Azure DevOps', azure, { sub: ['p://acme/Web Shop/images'], def_id: ['42'] }, []],
    ['Terraform', terraform, { terraform_workspace_id: ['ws-*'], terraform_run_phase: ['apply'] }, []],
    ['Terraform, a stack', terraform, { sub: [`${STACK}:operation:*`] }, []],
    ['AWS', aws, { sub: ['arn:aws:iam::210987654321:role/ci/ShopBuild'] }, []],
  ]);

  it('says what the claim looks like, and names no value', () => {
    const grants = [{ issuer: 'ci', claims: { repository_owner_id: ['acme'], repository_id: ['7'] } }];
    const found = findingsIn({ issuers: [github], connectors: [connectorOf(grants)] });
    expect(found.find(({ rule }) => rule === 'never-matches')).toEqual({
      rule: 'never-matches',
      severity: 'warning',
      field: 'connectors[0].grants[0].claims',
      detail: 'No token of GitHub meets every pattern here: repository_owner_id is digits.',
    });
  });

  it('is reported instead of the branch that it resembles', () => {
    const claims = { repository_id: ['1296269'], ref: ['main'], event_name: ['push'] };
    expect(rulesOfGrant(github, claims, {}, ['code'])).toEqual([]);
  });

  it('is reported in require too', () => {
    const issuer = { ...github, require: { repository_owner_id: ['acme'] } };
    expect(findingsIn({ issuers: [issuer] })).toMatchObject([{ rule: 'never-matches', field: 'issuers[0].require' }]);
  });
});
