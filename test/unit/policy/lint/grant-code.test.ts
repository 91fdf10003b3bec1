// What runs in the job that a grant lets in: each risky grant, and the one nearby that is meant.
import { describe, expect, it } from 'vitest';
import { ISSUERS, type Json, rulesOfGrant, STS } from '../../../support/lint.ts';

type Row = readonly [what: string, claims: unknown, rules: readonly string[]];

const { github, gitlab, bitbucket, buildkite, circleci, azure, terraform, cluster, aws, jenkins } = ISSUERS;
const PULL = { access: 'pull' };

function each(issuer: Json, rows: readonly Row[], connector: Json = {}) {
  return it.each(rows)('%s', (_what, claims, rules) => {
    expect(rulesOfGrant(issuer, claims, connector)).toEqual(rules);
  });
}

describe('a branch of GitHub', () => {
  const shop = { repository_id: ['1296269'], event_name: ['push'] };
  const SUB = 'repo:acme@9919/shop@1296269';
  const WORKFLOW = 'acme/shop/.github/workflows/images.yml';
  const ANY = ['any-branch'];
  each(github, [
    ['none', shop, ANY],
    ['any', { ...shop, ref: ['refs/heads/*'] }, ANY],
    ['any of two segments', { ...shop, ref: ['refs/heads/*/*'] }, ANY],
    ['any tag', { ...shop, ref: ['refs/tags/*'] }, ANY],
    ['any, beside main', { ...shop, ref: ['refs/heads/main', 'refs/heads/*'] }, ANY],
    ['of a pull request', { ...shop, ref: ['refs/pull/*/merge'] }, ANY],
    ['a ref at any depth', { ...shop, ref: ['refs/heads/**'] }, ANY],
    ['a folder of branches', { ...shop, ref: ['refs/heads/release/**'] }, []],
    ['a ref, which no * meets', { ...shop, ref: ['*'] }, []],
    ['whatever is in the sub', { ...shop, sub: [`${SUB}:**`] }, ANY],
    ['main', { ...shop, ref: ['refs/heads/main'] }, []],
    ['a release', { ...shop, ref: ['refs/heads/release/*', 'refs/tags/v*'] }, []],
    ['any environment', { ...shop, environment: ['*'] }, ANY],
    ['an environment', { ...shop, environment: ['production'] }, []],
    ['any environment in the sub', { ...shop, sub: [`${SUB}:environment:*`] }, ANY],
    ['any in the sub', { ...shop, sub: [`${SUB}:ref:refs/heads/*`] }, ANY],
    ['whatever is one segment of the sub: no branch at all', { ...shop, sub: [`${SUB}:*`] }, []],
    ['main in the sub', { ...shop, sub: [`${SUB}:ref:refs/heads/main`] }, []],
    ['an environment in the sub', { ...shop, sub: [`${SUB}:environment:production`] }, []],
    ['any of a workflow', { ...shop, job_workflow_ref: [`${WORKFLOW}@refs/heads/*`] }, ANY],
    ['main of a workflow', { ...shop, job_workflow_ref: [`${WORKFLOW}@refs/heads/main`] }, []],
    ['a commit of a workflow', { ...shop, job_workflow_ref: [`${WORKFLOW}@${'9f31'.repeat(10)}`] }, []],
  ]);

  it('does not matter to what only pulls', () => {
    expect(rulesOfGrant(github, shop, PULL)).toEqual([]);
    expect(rulesOfGrant(github, shop, { access: 'push' })).toEqual(ANY);
    const grants = (access: string) => [{ issuer: 'ci', claims: shop, access }];
    expect(rulesOfGrant(github, shop, { access: 'push', grants: grants('pull') })).toEqual([]);
    expect(rulesOfGrant(github, shop, { access: 'push', grants: grants('push') })).toEqual(ANY);
  });
});

describe('a start of GitHub', () => {
  const main = { repository_id: ['1296269'], ref: ['refs/heads/main'] };
  const FOUND = ['pull-request'];
  each(github, [
    ['of any kind: pull_request_target has the ref of the base', main, FOUND],
    ['of any kind, in an environment', { repository_id: ['1296269'], environment: ['production'] }, FOUND],
    ['by a pull request', { ...main, event_name: ['push', 'pull_request'] }, FOUND],
    ['by whatever begins like one', { ...main, event_name: ['pull_*'] }, FOUND],
    ['by anything', { ...main, event_name: ['*'] }, FOUND],
    ['by a run that anything started', { ...main, event_name: ['workflow_run'] }, FOUND],
    ["by anybody's comment", { ...main, event_name: ['issue_comment'] }, FOUND],
    ['by a push, by hand, by a release', { ...main, event_name: ['push', 'workflow_dispatch', 'release'] }, []],
  ]);

  it('may be a pull request where it only pulls, but no outsider', () => {
    expect(rulesOfGrant(github, { ...main, event_name: ['pull_request'] }, PULL)).toEqual([]);
    expect(rulesOfGrant(github, { ...main, event_name: ['pull_request_target'] }, PULL)).toEqual(FOUND);
    expect(rulesOfGrant(github, main, PULL)).toEqual(FOUND);
  });

  it('may stand in require', () => {
    const require = { repository_owner_id: ['9919'], event_name: ['push'] };
    expect(rulesOfGrant({ ...github, require }, main)).toEqual([]);
  });
});

describe('what tells nothing of GitHub', () => {
  const main = { repository_id: ['1296269'], ref: ['refs/heads/main'], event_name: ['push'] };
  const WORKFLOW = ['acme/shop/.github/workflows/images.yml@refs/heads/main'];
  each(github, [
    ['a name of a workflow', { ...main, workflow: ['images'] }, ['chosen-by-job']],
    ['any name of a workflow', { ...main, workflow: ['*'] }, []],
    ['a name of a workflow, with its file', { ...main, workflow: ['images'], job_workflow_ref: WORKFLOW }, []],
    [
      'the branch of a pull request',
      { repository_id: ['1296269'], head_ref: ['main'], event_name: ['push'] },
      ['any-branch', 'chosen-by-job'],
    ],
    ['the branch of a pull request, with its ref', { ...main, head_ref: ['main'] }, []],
    ['who started it', { ...main, actor: ['octocat'] }, ['granted-by-actor']],
    ['who started it, by id', { ...main, actor_id: ['583231'] }, ['granted-by-actor']],
    ['who started it, in the sub', { ...main, sub: ['repository_id:1296269:actor:octocat'] }, ['granted-by-actor']],
    [
      'who started it, in one sub of two',
      { ...main, sub: ['repository_id:1296269', 'repository_id:1296269:actor:octocat'] },
      ['granted-by-actor'],
    ],
    ['what looks like who started it, in another claim', { ...main, check_run_id: ['x:actor:octocat'] }, []],
    ['anybody started it', { ...main, actor: ['*'] }, []],
  ]);
});

describe('a pipeline of GitLab', () => {
  const shop = { project_id: ['20'], pipeline_source: ['push'] };
  const main = { project_id: ['20'], ref: ['main'], ref_protected: ['true'] };
  each(gitlab, [
    ['of any ref', shop, ['unprotected-ref']],
    ['of a ref that may be unprotected', { ...shop, ref_path: ['refs/heads/main'] }, ['unprotected-ref']],
    ['of a ref that is unprotected', { ...shop, ref_protected: ['true', 'false'] }, ['unprotected-ref']],
    ['of an environment that anybody may name', { ...shop, environment: ['production'] }, ['unprotected-ref']],
    ['of a protected environment', { ...shop, environment: ['production'], environment_protected: ['true'] }, []],
    ['of any protected ref', { ...shop, ref_protected: ['true'] }, []],
    ['from any source', main, ['pull-request']],
    ['from a merge request', { ...main, pipeline_source: ['push', 'merge_request_event'] }, ['pull-request']],
    ['from an outside pull request', { ...main, pipeline_source: ['external_*'] }, ['pull-request']],
    ['from a push or a schedule', { ...main, pipeline_source: ['push', 'schedule'] }, []],
    ['of a person', { ...main, pipeline_source: ['push'], user_login: ['ada'] }, ['granted-by-actor']],
  ]);

  it('may be a merge request where it only pulls', () => {
    const { project_id } = shop;
    expect(rulesOfGrant(gitlab, { project_id, pipeline_source: ['merge_request_event'] }, PULL)).toEqual([]);
    expect(rulesOfGrant(gitlab, { project_id }, PULL)).toEqual(['pull-request']);
  });
});

describe('a step of Bitbucket', () => {
  const shop = { repositoryUuid: ['{c6}'] };
  each(bitbucket, [
    ['of any branch', shop, ['any-branch']],
    ['of any branch, said so', { ...shop, branchName: ['*'] }, ['any-branch']],
    ['of a branch', { ...shop, branchName: ['main'] }, []],
    ['of an environment, which is of one repository', { deploymentEnvironmentUuid: ['{e1}'] }, []],
    ['by its sub', { sub: ['{c6}:*'], branchName: ['main'] }, ['step-in-sub']],
  ]);
});

describe('a job of Buildkite', () => {
  const shop = { pipeline_id: ['01'] };
  const PIPELINE = 'organization:acme:pipeline:shop';
  each(buildkite, [
    ['of any branch', shop, ['any-branch']],
    ['of a branch, or a tag of that name', { ...shop, build_branch: ['main'] }, ['any-branch']],
    ['of any branch in the sub', { ...shop, sub: [`${PIPELINE}:ref:refs/heads/*:commit:*:step:*`] }, ['any-branch']],
    ['of main in the sub', { ...shop, sub: [`${PIPELINE}:ref:refs/heads/main:commit:*:step:*`] }, []],
    ['of a tag', { ...shop, build_tag: ['v*'] }, []],
    ['of a step', { ...shop, build_tag: ['v*'], step_key: ['push'] }, ['chosen-by-job']],
  ]);
});

describe('a job of CircleCI', () => {
  const shop = { 'oidc.circleci.com/project-id': ['cb'] };
  const main = { 'oidc.circleci.com/vcs-ref': ['refs/heads/main'] };
  const origin = { 'oidc.circleci.com/vcs-origin': ['github.com/acme/shop'] };
  const quiet = { 'oidc.circleci.com/ssh-rerun': ['false'] };
  each(circleci, [
    ['as it should be', { ...shop, ...main, ...origin, ...quiet }, []],
    ['that a fork may run', { ...shop, ...main, ...quiet }, ['pull-request']],
    [
      'that any fork may run',
      { ...shop, ...main, ...quiet, 'oidc.circleci.com/vcs-origin': ['github.com/*/shop'] },
      ['pull-request'],
    ],
    ['with somebody on the machine', { ...shop, ...main, ...origin }, ['ssh-rerun']],
    [
      'with somebody on the machine, said so',
      { ...shop, ...main, ...origin, 'oidc.circleci.com/ssh-rerun': ['true', 'false'] },
      ['ssh-rerun'],
    ],
    ['of any branch', { ...shop, ...origin, ...quiet }, ['any-branch']],
    [
      'of any branch, said so',
      { ...shop, ...origin, ...quiet, 'oidc.circleci.com/vcs-ref': ['refs/heads/*'] },
      ['any-branch'],
    ],
    ['of a context', { ...shop, ...origin, ...quiet, 'oidc.circleci.com/context-ids': ['5a'] }, []],
    [
      'of a person',
      { ...shop, ...main, ...origin, ...quiet, sub: ['org/a7/project/cb/user/3c'] },
      ['granted-by-actor'],
    ],
    ['of anybody', { ...shop, ...main, ...origin, ...quiet, sub: ['org/a7/project/cb/user/*'] }, []],
  ]);

  it('may have somebody on the machine where it only pulls, but no fork', () => {
    expect(rulesOfGrant(circleci, { ...shop, ...origin }, PULL)).toEqual([]);
    expect(rulesOfGrant(circleci, shop, PULL)).toEqual(['pull-request']);
  });
});

describe('a run of Azure DevOps', () => {
  const images = { def_id: ['42'], rpo_id: ['8d'] };
  each(azure, [
    ['of any branch', images, ['any-branch']],
    ['of a pull request', { ...images, rpo_ref: ['refs/pull/*/merge'] }, ['any-branch']],
    ['of any branch, said so', { ...images, rpo_ref: ['refs/heads/*'] }, ['any-branch']],
    ['of main', { ...images, rpo_ref: ['refs/heads/main'] }, []],
  ]);
});

describe('a run of HCP Terraform', () => {
  const shop = { terraform_workspace_id: ['ws-1'] };
  const SUB = 'organization:acme:project:p:workspace:shop:run_phase';
  each(terraform, [
    ['of any phase', shop, ['run-phase']],
    ['of either phase', { ...shop, terraform_run_phase: ['plan', 'apply'] }, ['run-phase']],
    ['of any phase in the sub', { ...shop, sub: [`${SUB}:*`] }, ['run-phase']],
    ['that applies', { ...shop, terraform_run_phase: ['apply'] }, []],
    ['that applies, by the sub', { ...shop, sub: [`${SUB}:apply`] }, []],
  ]);

  it('may plan where it only pulls', () => {
    expect(rulesOfGrant(terraform, { ...shop, terraform_run_phase: ['plan', 'apply'] }, PULL)).toEqual([]);
  });
});

describe('an account of a cluster', () => {
  const uid = { claim: ['kubernetes.io', 'serviceaccount', 'uid'], anyOf: ['14ee'] };
  const named = (name: string) => ({ claim: ['kubernetes.io', 'serviceaccount', 'name'], anyOf: [name] });
  each(cluster, [
    [
      'that every pod has',
      [uid, { claim: 'sub', anyOf: ['system:serviceaccount:builds:default'] }],
      ['default-service-account'],
    ],
    ['that every pod has, by its name', [uid, named('default')], ['default-service-account']],
    ['of its own', [uid, named('default-builder')], []],
    ['of its own, by the sub', [uid, { claim: 'sub', anyOf: ['system:serviceaccount:default:builder'] }], []],
    [
      'with a pod of some name',
      [{ claim: ['kubernetes.io', 'pod', 'name'], anyOf: ['shop-1'] }],
      ['whole-organisation', 'chosen-by-job'],
    ],
  ]);
});

describe('a token of AWS', () => {
  const role = { claim: 'sub', anyOf: ['arn:aws:iam::210987654321:role/ShopBuild'] };
  each(aws, [
    [
      'with what the caller tagged',
      [role, { claim: [STS, 'request_tags', 'team'], anyOf: ['shop'] }],
      ['chosen-by-job'],
    ],
    ['with what the account tagged', [role, { claim: [STS, 'principal_tags', 'team'], anyOf: ['shop'] }], []],
  ]);
});

describe('a job of Jenkins', () => {
  each(jenkins, [['whose URL is said', { sub: ['https://jenkins.acme.example/job/default/job/user/'] }, []]]);
});
