// Whom a grant lets in: each risky grant, and the one nearby that is meant.
import { describe, expect, it } from 'vitest';
import {
  connectorOf,
  findingsOf,
  ISSUERS,
  type Json,
  PEOPLE,
  rulesOfGrant,
  STS,
  TOPICS,
} from '../../../support/lint.ts';

type Row = readonly [what: string, issuer: Json, claims: unknown, rules: readonly string[]];

/** Enough of what runs, so that only who is asked. */
const MAIN = { ref: ['refs/heads/main'], event_name: ['push'] };
const PROTECTED = { ref_protected: ['true'], pipeline_source: ['push'] };
const { github, githubServer, githubTenant, gitlab, gitlabServer, bitbucket, buildkite, circleci } = ISSUERS;
const { azure, terraform, terraformServer, jenkins, cluster, aws, google, unknown } = ISSUERS;
function bound(issuer: Json, require: Json): Json {
  return { ...issuer, require };
}
const NOBODY = ['open-grant'];

describe('a grant that asks for nothing', () => {
  it.each<Row>([
    [
      'any value',
      github,
      { ...{ repository_id: ['*'] }, event_name: ['*'] },
      [...NOBODY, 'any-branch', 'pull-request'],
    ],
    ['any value, beside one that is meant', unknown, { team: ['shop', '*'] }, NOBODY],
    ['any value of every segment', unknown, { sub: ['*:*/*'] }, NOBODY],
    ['any value within one', unknown, { team: ['*-shop'] }, ['no-id-named']],
    ['any person', PEOPLE, { sub: ['*'] }, NOBODY],
    ['any of some accounts', google, { sub: ['*'] }, []],
    ['any value, one of them of some kind', unknown, { team: ['shop-*'], sub: ['*'] }, ['no-id-named']],
    ['people with a verified address', PEOPLE, { email_verified: ['true'] }, []],
  ])('%s', (_what, issuer, claims, rules) => {
    expect(rulesOfGrant(issuer, claims, { systemScope: issuer !== PEOPLE })).toEqual(rules);
  });

  it('beside groups is about the groups', () => {
    const grants = [{ issuer: 'ci', claims: { sub: ['*'] }, groups: ['platform'] }];
    const written = { issuers: [PEOPLE], connectors: [connectorOf(grants, { systemScope: false })] };
    expect(findingsOf(TOPICS.who, written)).toEqual([]);
  });
});

describe('a grant that names no owner, where there are many', () => {
  it.each<Row>([
    ['a server', githubServer, MAIN, ['any-tenant']],
    [
      'a server, whose require names one',
      bound(githubServer, { repository_owner_id: ['7'] }),
      MAIN,
      ['whole-organisation'],
    ],
    ['a server, with any owner', githubServer, { repository: ['*/shop'], ...MAIN }, ['any-tenant']],
    ['a server, with any owner in the sub', githubServer, { sub: ['repo:*/shop:*:*/*/*'], ...MAIN }, ['any-tenant']],
    ['a server, with an owner', githubServer, { repository_id: ['5'], ...MAIN }, []],
    ['a tenant with data of its own', githubTenant, MAIN, ['any-tenant']],
    [
      "a reusable workflow that anybody's may call",
      githubServer,
      { job_workflow_ref: ['acme/a/.github/workflows/x.yml@refs/heads/main'], event_name: ['push'] },
      ['any-tenant'],
    ],
    ['GitLab of one own, known by its claims', gitlabServer, { ref: ['main'], ...PROTECTED }, ['any-tenant']],
    [
      'GitLab of one own, known by its sub',
      gitlabServer,
      { sub: ['project_path:*/shop:ref_type:branch:ref:main'] },
      ['any-tenant', 'unprotected-ref', 'pull-request'],
    ],
    ['GitLab of one own, with a group', gitlabServer, { namespace_id: ['7'], ...PROTECTED }, ['whole-organisation']],
    ['Bitbucket, whose workspaces may be renamed', bitbucket, { branchName: ['main'] }, ['any-tenant']],
    [
      'Bitbucket, with its workspace',
      bound(bitbucket, { workspaceUuid: ['{5f}'] }),
      { branchName: ['main'] },
      ['whole-organisation'],
    ],
    ['Bitbucket, with a repository', bitbucket, { branchName: ['main'], repositoryUuid: ['{c6}'] }, []],
    ['Terraform Enterprise', terraformServer, { terraform_run_phase: ['apply'] }, ['any-tenant']],
    [
      'an issuer of which nothing is known',
      unknown,
      { ref: ['refs/heads/main'], environment: ['production'] },
      ['nobody-named'],
    ],
    ['such an issuer, with a name', unknown, { ref: ['refs/heads/main'], team: ['shop'] }, ['no-id-named']],
    ['such an issuer, with any id', unknown, { team_id: ['*'], team: ['shop'] }, ['no-id-named']],
    ['such an issuer, with an id', unknown, { ref: ['refs/heads/main'], team_id: ['shop'] }, []],
  ])('%s', (_what, issuer, claims, rules) => {
    expect(rulesOfGrant(issuer, claims)).toEqual(rules);
  });

  it('may let a server of one own pull, but not a stranger who takes a name', () => {
    const pull = { access: 'pull' };
    expect(rulesOfGrant(githubServer, MAIN, pull)).toEqual(['whole-instance']);
    expect(rulesOfGrant(unknown, { ref: ['refs/heads/main'] }, pull)).toEqual(['nobody-named']);
    expect(rulesOfGrant(bitbucket, { branchName: ['main'] }, pull)).toEqual(['any-tenant']);
  });
});

describe('a grant that names an owner alone', () => {
  const UUID = ['kubernetes.io', 'serviceaccount', 'uid'];
  const APPLY = { terraform_run_phase: ['apply'] };
  it.each<Row>([
    ['GitHub', github, MAIN, ['whole-organisation']],
    ['GitHub, any of its repositories', github, { repository: ['acme/*'], ...MAIN }, ['whole-organisation']],
    ['GitHub, any in the sub', github, { sub: ['repo:acme/*:ref:refs/heads/main'], ...MAIN }, ['whole-organisation']],
    ['GitHub, a repository among any', github, { repository_id: ['1296269', '*'], ...MAIN }, ['whole-organisation']],
    ['GitHub, a repository', github, { repository_id: ['1296269', '7'], ...MAIN }, []],
    [
      'GitHub, what a reusable workflow does for any',
      github,
      { job_workflow_ref: ['acme/a/.github/workflows/x.yml@refs/heads/main'], event_name: ['push'] },
      [],
    ],
    ['GitLab', gitlab, PROTECTED, ['whole-organisation']],
    ['GitLab, a project', gitlab, { project_id: ['20'], ...PROTECTED }, []],
    [
      'Buildkite',
      buildkite,
      { sub: ['organization:acme:pipeline:*:ref:refs/heads/main:commit:*:step:*'] },
      ['whole-organisation'],
    ],
    ['CircleCI', circleci, circle({}), ['whole-organisation']],
    [
      'CircleCI, a project in the sub',
      circleci,
      circle({ sub: ['org/a7/project/cb/user/*/vcs-origin/github.com/acme/shop/vcs-ref/refs/heads/main'] }),
      [],
    ],
    ['Azure DevOps', azure, { rpo_ref: ['refs/heads/main'] }, ['whole-organisation']],
    ['Azure DevOps, a pipeline', azure, { rpo_ref: ['refs/heads/main'], def_id: ['42'] }, []],
    ['HCP Terraform', terraform, APPLY, ['whole-organisation']],
    ['HCP Terraform, a project', terraform, { ...APPLY, terraform_project_id: ['prj-1'] }, []],
    [
      'Jenkins, whatever is in a folder',
      jenkins,
      { sub: ['https://jenkins.acme.example/job/shop/job/*/'] },
      ['whole-organisation'],
    ],
    ['Jenkins by a guess', unknown, { sub: ['https://ci.acme.example/job/*/'] }, ['no-id-named', 'whole-organisation']],
    ['Jenkins, a job', jenkins, { sub: ['https://jenkins.acme.example/job/shop/job/main/'] }, []],
    ['Kubernetes, a namespace', cluster, { sub: ['system:serviceaccount:builds:*'] }, ['whole-organisation']],
    [
      'Kubernetes, a namespace of a cluster elsewhere',
      unknown,
      [{ claim: ['kubernetes.io', 'namespace'], anyOf: ['builds'] }],
      ['no-id-named', 'whole-organisation'],
    ],
    ['Kubernetes, an account', cluster, [{ claim: UUID, anyOf: ['14ee'] }], []],
    ['AWS, any role', aws, { sub: ['arn:aws:iam::210987654321:role/*'] }, ['whole-organisation']],
    [
      'AWS, any role of an account',
      aws,
      [{ claim: [STS, 'aws_account'], anyOf: ['210987654321'] }],
      ['whole-organisation'],
    ],
    ['AWS, a role', aws, { sub: ['arn:aws:iam::210987654321:role/ShopBuild'] }, []],
    ['Google, whose require names accounts', google, { email_verified: ['true'] }, []],
  ])('%s', (_what, issuer, claims, rules) => {
    expect(rulesOfGrant(issuer, claims)).toEqual(rules);
  });
});

describe('a grant that goes by a name', () => {
  const COMMIT = 'ref:refs/heads/main:commit:*:step:*';
  const WORKSPACE = 'organization:acme:project:Default Project:workspace:shop';
  const NAMED = ['mutable-name'];
  /** Where the issuer is one owner's. */
  const REUSED = ['reused-name'];
  it.each<Row>([
    ['a repository', github, { repository: ['acme/shop'], ...MAIN }, NAMED],
    ['a repository, with its id', github, { repository: ['acme/shop'], repository_id: ['1296269'], ...MAIN }, []],
    [
      'a workflow of a repository',
      github,
      { workflow_ref: ['acme/shop/.github/workflows/x.yml@refs/heads/main'], event_name: ['push'] },
      NAMED,
    ],
    [
      'an owner, all of whose repositories are let in',
      bound(githubServer, { repository_owner: ['acme'] }),
      MAIN,
      ['whole-organisation', 'mutable-name'],
    ],
    [
      "an owner, beside the repository's id",
      bound(githubServer, { repository_owner: ['acme'] }),
      { repository_id: ['5'], ...MAIN },
      [],
    ],
    ['the older sub', github, { sub: ['repo:acme/shop:ref:refs/heads/main'], ...MAIN }, NAMED],
    [
      'the older sub beside the newer',
      github,
      { sub: ['repo:acme/shop:ref:refs/heads/main', 'repo:acme@9919/shop@1296269:ref:refs/heads/main'], ...MAIN },
      NAMED,
    ],
    ['the newer sub, with any ids', github, { sub: ['repo:acme@*/shop@*:ref:refs/heads/main'], ...MAIN }, NAMED],
    ['the newer sub', github, { sub: ['repo:acme@9919/shop@1296269:ref:refs/heads/main'], ...MAIN }, []],
    ['the newer sub, with any names', github, { sub: ['repo:*@9919/*@1296269:ref:refs/heads/main'], ...MAIN }, []],
    [
      "the newer sub, with the owner's id alone",
      github,
      { sub: ['repo:acme@9919/*:ref:refs/heads/main'], ...MAIN },
      ['whole-organisation'],
    ],
    ['a sub of ids, of a template', github, { sub: ['repository_id:1296269:ref:refs/heads/main'], ...MAIN }, []],
    ['a project', gitlab, { project_path: ['acme/shop'], ...PROTECTED }, NAMED],
    ['a project in the sub', gitlab, { sub: ['project_path:acme/shop:ref_type:branch:ref:main'], ...PROTECTED }, NAMED],
    [
      'a project in the sub, with its id',
      gitlab,
      { sub: ['project_path:acme/shop:ref_type:branch:ref:main'], project_id: ['20'], ...PROTECTED },
      [],
    ],
    ['a pipeline', buildkite, { pipeline_slug: ['shop'], sub: [`organization:acme:pipeline:*:${COMMIT}`] }, NAMED],
    ['a pipeline in the sub', buildkite, { sub: [`organization:acme:pipeline:shop:${COMMIT}`] }, NAMED],
    [
      'a pipeline in the sub, with its id',
      buildkite,
      { sub: [`organization:acme:pipeline:shop:${COMMIT}`], pipeline_id: ['01'] },
      [],
    ],
    ['a sub that is an id', buildkite, { sub: ['0184990a-4782-42b5-afc1-16715b10b1c0'], build_tag: ['v*'] }, []],
    ['an origin', circleci, circle({}, 'github.com/acme/shop'), REUSED],
    ['a pipeline of Azure', azure, { sub: ['p://acme/Web Shop/images'], rpo_ref: ['refs/heads/main'] }, REUSED],
    ['a service connection', azure, { sub: ['sc://acme/Web Shop/images'] }, REUSED],
    ['a workspace', terraform, { terraform_workspace_name: ['shop'], terraform_run_phase: ['apply'] }, NAMED],
    [
      'a workspace in full',
      terraformServer,
      { terraform_full_workspace: [WORKSPACE], terraform_run_phase: ['apply'] },
      NAMED,
    ],
    ['a workspace in the sub', terraform, { sub: [`${WORKSPACE}:run_phase:apply`] }, NAMED],
    [
      'a workspace in the sub, with its id',
      terraform,
      { sub: [`${WORKSPACE}:run_phase:apply`], terraform_workspace_id: ['ws-1'] },
      [],
    ],
    ['a service account', cluster, { sub: ['system:serviceaccount:builds:image-builder'] }, REUSED],
    [
      'a service account, in two claims',
      cluster,
      [
        { claim: ['kubernetes.io', 'namespace'], anyOf: ['builds'] },
        { claim: ['kubernetes.io', 'serviceaccount', 'name'], anyOf: ['image-builder'] },
      ],
      REUSED,
    ],
    ['an address, where require has the id', google, { email: ['builder@acme.iam.gserviceaccount.com'] }, []],
    ['a role, of which a token has no id', aws, { sub: ['arn:aws:iam::210987654321:role/ShopBuild'] }, []],
  ])('%s', (_what, issuer, claims, rules) => {
    expect(rulesOfGrant(issuer, claims)).toEqual(rules);
  });
});

function circle(more: Json, origin?: string): Json {
  return {
    'oidc.circleci.com/vcs-origin': [origin ?? 'github.com/acme/*'],
    'oidc.circleci.com/vcs-ref': ['refs/heads/main'],
    'oidc.circleci.com/ssh-rerun': ['false'],
    ...more,
  };
}
