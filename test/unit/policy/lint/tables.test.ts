// What the linter knows of each CI: which patterns pin a claim down, and which come close and do not.
import { describe, expect, it } from 'vitest';
import { CIS } from '../../../../shared/policy/lint/ci/table.ts';
import { expectTable, type Likeness, type Table } from '../../../support/lint-tables.ts';

const ID: Likeness = [['1296269'], ['*', '12*']];
const NAME: Likeness = [['acme'], ['*', 'acme-*']];
const UUID: Likeness = [
  ['0184990a-4782-42b5-afc1-16715b10b1c0'],
  ['0184990a-4782-42b5-afc1-16715b10b1c0x', 'x0184990a-4782-42b5-afc1-16715b10b1c0', '*'],
];
const REF: Likeness = [
  ['refs/heads/main', 'refs/tags/v*', 'refs/heads/*/x', 'refs/heads/*-1', 'refs/heads/release/*'],
  ['refs/heads/*', 'refs/tags/*', 'refs/heads/*/*', 'x/refs/heads/main', 'refs/pull/*/merge', '*'],
];
const AT: Likeness = [
  [
    'acme/a/.github/workflows/x.yml@refs/heads/main',
    'a/b/c@refs/tags/v*',
    'a/b/c@refs/heads/*-1',
    `a/b/c@${'9f31'.repeat(10)}`,
  ],
  ['acme/a/.github/workflows/x.yml@refs/heads/*', 'a/b/c@refs/heads/*/*', 'a/b/c@*', `a/b/c@${'9f31'.repeat(10)}x`],
];
const ANY_TEXT: Likeness = [['main', 'release/*', '*-1'], ['*']];
const TRUE: Likeness = [['true'], ['false', 'untrue', 'trueish', '*']];

const TABLES: Readonly<Record<string, Table>> = {
  GitHub: {
    'owner.ids': {
      repository_owner_id: ID,
      repository_id: ID,
      enterprise_id: ID,
      sub: [
        ['repo:acme@9919/*:x', 'repo:*@9919/x', 'repo:@9/x', 'repository_id:12', 'x:repository_owner_id:9919:y'],
        [
          'repo:acme@*/x',
          'repo:acme/x@9919:y',
          'x:repo:acme@9919/x',
          'repository_id:1*',
          'xrepository_id:12',
          'repo:a@b/x',
        ],
      ],
    },
    'owner.names': {
      repository_owner: NAME,
      repository: [
        ['acme/*', 'a/b'],
        ['*/shop', 'a*/shop', '/shop'],
      ],
      workflow_ref: [
        ['acme/*/x', 'a/b'],
        ['*/shop/x', 'a*/x', '/shop'],
      ],
      sub: [
        ['repo:acme/*', 'repo:acme@*/*', 'repo:a/b'],
        ['repo:*/shop', 'repo:a*/b', 'x:repo:acme/shop', 'repo:acme', 'repo:acme@/x'],
      ],
    },
    'source.ids': {
      repository_id: ID,
      job_workflow_ref: [['acme/a/.github/workflows/x.yml@refs/heads/*'], ['acme/*/x@main', '*@main', 'acme/a']],
      sub: [
        ['repo:acme@9919/shop@12:x', 'repo:*@9919/*@1296269', 'repository_id:12', 'x:repository_id:1296269:y'],
        [
          'repo:acme@9919/shop:x',
          'repo:a@*/b@12:x',
          'repo:a@1/b@*:x',
          'y:repo:acme@9919/shop@12:x',
          'xrepository_id:12',
          'repository_id:1*',
          'repo:a@1/b@2x',
        ],
      ],
    },
    'source.names': {
      repository: NAME,
      workflow_ref: [
        ['acme/shop/*', 'a/b/c'],
        ['acme/*/x', '*/shop/x', '/a/b/', 'acme/shop'],
      ],
      sub: [
        ['repo:acme/shop:*', 'repo:acme/shop', 'repo:acme@*/shop@*:x'],
        ['repo:acme/*:x', 'repo:acme/shop*:x', 'x:repo:acme/shop:x', 'repo:*/shop:x'],
      ],
    },
    code: {
      ref: REF,
      environment: ANY_TEXT,
      job_workflow_ref: AT,
      workflow_ref: AT,
      sub: [
        ['repo:a/b:ref:refs/heads/main', 'x:ref:refs/tags/v*', 'x:environment:production', 'x:ref:refs/heads/*-1'],
        ['repo:a/b:ref:refs/heads/*', 'x:ref:refs/heads/*/*', 'x:environment:*', 'x:*', 'x:pull_request'],
      ],
    },
  },
  GitLab: {
    'owner.ids': {
      namespace_id: ID,
      project_id: ID,
      sub: [
        ['project_id:20', 'project_id:20:x'],
        ['project_id:2*', 'x:project_id:20', 'project_id:20x', 'project_id:a'],
      ],
    },
    'owner.names': {
      namespace_path: [
        ['acme', 'acme/*'],
        ['*', '*/acme', 'ac*', '/x'],
      ],
      project_path: [
        ['acme/*', 'acme/shop'],
        ['*/shop', 'ac*/shop', '/shop', 'acme'],
      ],
      sub: [['project_path:acme/*:x'], ['project_path:*/shop:x', 'x:project_path:acme/shop', 'project_path:acme']],
    },
    'source.ids': {
      project_id: ID,
      sub: [
        ['project_id:20', 'project_id:20:x'],
        ['project_id:2*', 'x:project_id:20', 'project_id:20x', 'project_id:a'],
      ],
    },
    'source.names': {
      project_path: NAME,
      sub: [
        ['project_path:acme/shop:x', 'project_path:acme/shop'],
        ['project_path:acme/*:x', 'x:project_path:acme/shop:x'],
      ],
    },
    code: { ref_protected: TRUE, environment_protected: TRUE },
  },
  Bitbucket: {
    'owner.ids': {
      workspaceUuid: ID,
      repositoryUuid: ID,
      deploymentEnvironmentUuid: ID,
      sub: [['{c6}:*'], ['{*}:x', '*:{c6}:x', '{c6}']],
    },
    'owner.names': {},
    'source.ids': {
      repositoryUuid: ID,
      deploymentEnvironmentUuid: ID,
      sub: [['{c6}:*'], ['{*}:x', '*:{c6}:x', '{c6}']],
    },
    'source.names': {},
    code: { branchName: ANY_TEXT, deploymentEnvironmentUuid: ID },
  },
  Buildkite: {
    'owner.ids': { organization_id: ID, pipeline_id: ID, sub: UUID },
    'owner.names': {},
    'source.ids': { pipeline_id: ID, sub: UUID },
    'source.names': {
      pipeline_slug: NAME,
      sub: [['organization:*:pipeline:shop:x'], ['organization:acme:pipeline:*:x', 'a:pipeline:s*:x']],
    },
    code: {
      build_tag: ANY_TEXT,
      sub: [
        ['x:ref:refs/heads/main:commit:*', 'x:ref:refs/tags/v*', 'x:ref:refs/heads/*-1:y'],
        [
          'x:ref:refs/heads/*:commit:*',
          'x:ref:refs/heads/*/*:y',
          'x:ref:refs/heads/*',
          'x:ref:*',
          'x:ref:refs/pull/1:y',
        ],
      ],
    },
  },
  CircleCI: {
    'owner.ids': {},
    'owner.names': {},
    'source.ids': {
      'oidc.circleci.com/project-id': ID,
      sub: [['org/o/project/p1/user/*'], ['org/o/project/*/user/u', 'org/o/project/p*/user']],
    },
    'source.names': {
      'oidc.circleci.com/vcs-origin': NAME,
      sub: [
        ['x/vcs-origin/github.com/acme/shop/vcs-ref/*'],
        ['x/vcs-origin/github.com/acme/*/vcs-ref/r', 'x/vcs-origin/github.com/', 'x/vcs-origin/////'],
      ],
    },
    code: {
      'oidc.circleci.com/vcs-ref': REF,
      'oidc.circleci.com/context-ids': ID,
      sub: [
        ['x/vcs-ref/refs/heads/main', 'x/vcs-ref/refs/tags/v*', 'x/vcs-ref/refs/heads/*-1'],
        ['x/vcs-ref/refs/heads/*', 'x/vcs-ref/refs/heads/*/*', 'x/vcs-ref/*'],
      ],
    },
  },
  'Azure DevOps': {
    'owner.ids': {},
    'owner.names': {},
    'source.ids': { def_id: ID, rpo_id: ID },
    'source.names': {
      rpo_uri: NAME,
      sub: [
        ['p://acme/Web Shop/images', 'sc://acme/a/b'],
        ['p://acme/a/*', 'x:p://acme/a/b', 'sc://*/a/b'],
      ],
    },
    code: { rpo_ref: REF, sub: [['sc://acme/a/b'], ['p://acme/a/b', 'sc://acme/a/*', 'x:sc://acme/a/b']] },
  },
  'HCP Terraform': {
    'owner.ids': {
      terraform_organization_id: ID,
      terraform_project_id: ID,
      terraform_workspace_id: ID,
      terraform_stack_id: ID,
    },
    'owner.names': {
      terraform_organization_name: NAME,
      terraform_full_workspace: [
        ['organization:acme:*'],
        ['organization:*:x', 'x:organization:acme:y', 'organization:acme'],
      ],
      sub: [['organization:acme:*'], ['organization:*:x', 'x:organization:acme:y', 'organization:acme']],
    },
    'source.ids': { terraform_workspace_id: ID, terraform_project_id: ID, terraform_stack_id: ID },
    'source.names': {
      terraform_workspace_name: NAME,
      terraform_stack_name: NAME,
      terraform_project_name: NAME,
      terraform_full_workspace: [['x:workspace:shop'], ['x:workspace:*', 'x:workspace:shop-*', 'x:workspace:shop:y']],
      sub: [
        ['x:workspace:shop:run_phase:*', 'x:workspace:shop', 'x:stack:shop:deployment:*'],
        ['x:workspace:*:y', 'x:workspace:shop-*:y', 'x:stack:*:y'],
      ],
    },
    code: {
      terraform_run_phase: [['apply'], ['plan', 'apply-x', 'no-apply', '*']],
      terraform_operation: [['apply'], ['plan', '*']],
      sub: [
        ['x:run_phase:apply', 'x:operation:apply'],
        ['x:run_phase:plan', 'x:run_phase:apply:y', 'x:run_phase:*', 'x:operation:plan', 'x:operation:*'],
      ],
    },
  },
  Jenkins: { 'owner.ids': {}, 'owner.names': {}, 'source.ids': { sub: NAME }, 'source.names': {}, code: {} },
  Kubernetes: {
    'owner.ids': {},
    'owner.names': {},
    'source.ids': { 'kubernetes.io serviceaccount uid': ID, 'kubernetes.io pod uid': ID },
    'source.names': {
      sub: [
        ['system:serviceaccount:a:b'],
        [
          'system:serviceaccount:a:*',
          'system:serviceaccount:*:b',
          'x:system:serviceaccount:a:b',
          'system:serviceaccount:a:b*',
        ],
      ],
    },
    code: {},
  },
  AWS: {
    'owner.ids': {},
    'owner.names': {},
    'source.ids': {
      sub: [['arn:aws:iam::1:role/x'], ['arn:aws:iam::1:role/*', 'x:arn:y']],
      'https://sts.amazonaws.com/ lambda_source_function_arn': NAME,
    },
    'source.names': {},
    code: {},
  },
  Google: { 'owner.ids': { sub: ID }, 'owner.names': {}, 'source.ids': { sub: ID }, 'source.names': {}, code: {} },
};

/** In hosts.test.ts. */
const ELSEWHERE = ['Forgejo', 'Vercel', 'Depot', 'Codefresh', 'Modal', 'Ona', 'Scalr'];
const HERE = CIS.filter(({ name }) => !ELSEWHERE.includes(name));

it('every CI stands here', () => {
  expect(Object.keys(TABLES)).toEqual(HERE.map(({ name }) => name));
});

describe.each(HERE)('$name', (ci) => {
  expectTable(ci, TABLES[ci.name] ?? {});
});
