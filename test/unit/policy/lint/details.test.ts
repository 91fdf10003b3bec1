// The claims that stand in lists, one by one, and what an operator is told.
import { describe, expect, it } from 'vitest';
import {
  connectorOf,
  findingsIn,
  findingsOf,
  ISSUERS,
  issuerOf,
  type Json,
  PEOPLE,
  rulesOfGrant,
  STS,
  TOPICS,
} from '../../../support/lint.ts';

const {
  github,
  githubServer,
  gitlab,
  bitbucket,
  buildkite,
  circleci,
  azure,
  terraform,
  jenkins,
  cluster,
  aws,
  unknown,
} = ISSUERS;
const MAIN = { repository_id: ['1296269'], ref: ['refs/heads/main'] };

function detailsOf(issuer: Json, claims: unknown, connector: Json = {}): readonly string[] {
  const connectors = [connectorOf([{ issuer: 'ci', claims }], connector)];
  return findingsOf([...TOPICS.who, ...TOPICS.code], { issuers: [issuer], connectors }).map(({ detail }) => detail);
}

describe('what says nothing of anybody', () => {
  it.each([
    ...['iss', 'aud', 'exp', 'iat', 'nbf', 'jti', 'typ', 'token_use', 'email_verified'],
    ...['ref', 'ref_type', 'ref_path', 'head_ref', 'base_ref', 'branchName', 'build_branch', 'build_tag', 'rpo_ref'],
    ...[
      'oidc.circleci.com/vcs-ref',
      'oidc.circleci.com/ssh-rerun',
      'event_name',
      'build_source',
      'workflow',
      'step_key',
    ],
    ...['ref_protected', 'pipeline_source', 'terraform_run_phase', 'environment_protected'],
    ...['environment', 'deployment_tier', 'runner_environment', 'repository_visibility', 'project_visibility'],
  ])('%s', (claim) => {
    expect(rulesOfGrant(unknown, { [claim]: ['x'] })).toContain('nobody-named');
  });
});

describe('a start that is not meant', () => {
  const events = ['issues', 'discussion', 'discussion_comment', 'pull_request_review', 'pull_request_review_comment'];

  it.each(events)('%s', (event) => {
    expect(rulesOfGrant(github, { ...MAIN, event_name: [event] })).toEqual(['pull-request']);
  });
});

describe('what a job fills in', () => {
  const push = { ...MAIN, event_name: ['push'] };
  const SUB = { claim: 'sub', anyOf: ['system:serviceaccount:builds:x'] };
  const POD = { claim: ['kubernetes.io', 'pod', 'name'], anyOf: ['x'] };
  const UID = { claim: ['kubernetes.io', 'serviceaccount', 'uid'], anyOf: ['14ee'] };

  it.each<[string, Json, unknown, readonly string[]]>([
    ['a workflow, with its file', github, { ...push, workflow: ['x'], workflow_ref: ['*'] }, ['chosen-by-job']],
    [
      'a workflow, with its whole file',
      github,
      { ...push, workflow: ['x'], workflow_ref: ['a/b/c@refs/heads/main'] },
      [],
    ],
    ['the base, with the ref', github, { ...push, base_ref: ['main'] }, []],
    ['a step, with its sub', buildkite, { pipeline_id: ['1'], step_key: ['x'], sub: ['a:ref:refs/heads/main:x'] }, []],
    ['a pod, with its account', cluster, [POD, UID], []],
    ['a pod, with its sub', cluster, [POD, SUB], ['reused-name']],
  ])('%s', (_what, issuer, claims, rules) => {
    expect(rulesOfGrant(issuer, claims)).toEqual(rules);
  });

  it.each(['actor', 'actor_id', 'user_id', 'user_login', 'user_email'])('who started it: %s', (claim) => {
    expect(rulesOfGrant(github, { ...push, [claim]: ['x'] })).toEqual(['granted-by-actor']);
  });
});

describe('a session that is called by nothing but', () => {
  const CHOSEN = [
    ...['workflow', 'head_ref', 'base_ref', 'ref_path', 'ref_type', 'environment', 'actor', 'branchName'],
    ...['user_login', 'user_email', 'preferred_username', 'nickname', 'name', 'build_branch', 'build_tag', 'step_key'],
    ...['rpo_ref', 'oidc.circleci.com/vcs-ref', 'oidc.circleci.com/vcs-origin'],
  ];
  const NAMES = [
    ...['repository', 'repository_owner', 'project_path', 'namespace_path', 'organization_slug', 'pipeline_slug'],
    ...[
      'terraform_organization_name',
      'terraform_project_name',
      'terraform_workspace_name',
      'terraform_full_workspace',
    ],
  ];
  const templates = (grants: readonly unknown[], name: string, issuers: readonly unknown[] = [github]) =>
    findingsIn({ issuers, connectors: [connectorOf(grants, { session: { name } })] }).filter(
      ({ rule }) => rule === 'session-template',
    );
  const byId = { issuer: 'ci', claims: { ...MAIN, event_name: ['push'] } };
  const byName = { issuer: 'ci', claims: { repository: ['acme/shop'] } };

  it.each([...CHOSEN, '["kubernetes.io","pod","name"]'])('%s', (claim) => {
    expect(templates([byId], `{${claim}}`)).toHaveLength(1);
  });

  it.each(NAMES)('%s, which is a name', (claim) => {
    expect(templates([byId], `{${claim}}`)).toEqual([]);
    expect(templates([byName], `{${claim}}`)).toHaveLength(1);
    expect(templates([byId, byName], `{${claim}}`)).toHaveLength(1);
  });

  it('a claim that only one of two grants names', () => {
    expect(templates([byId, byName], '{ref}')).toHaveLength(1);
  });

  it('a name, of an issuer of which nothing is known', () => {
    expect(templates([{ issuer: 'ci', claims: { team: ['shop'] } }], '{repository}', [unknown])).toEqual([]);
  });
});

describe('a program among people', () => {
  const user = (url: string, require: Json): Json => issuerOf(url, { kind: 'user', require });

  it.each(['iss', 'aud', 'azp', 'client_id', 'tid', 'jti', 'exp', 'iat', 'nbf', 'ver'])('may have %s', (claim) => {
    const issuers = [user('https://login.acme.example', { [claim]: ['x'] })];
    expect(findingsIn({ issuers })).toMatchObject([{ rule: 'jobs-among-people', field: 'issuers[0].require' }]);
  });

  it.each(['username', 'cognito:username', 'email'])('of Cognito has no %s', (claim) => {
    expect(
      findingsIn({ issuers: [user('https://cognito-idp.eu-west-1.amazonaws.com/x', { [claim]: ['*'] })] }),
    ).toEqual([]);
  });

  it('is distinguished from a job by its field', () => {
    const issuers = [{ ...github, kind: 'user' }];
    expect(findingsIn({ issuers })).toMatchObject([{ rule: 'people-from-ci', field: 'issuers[0].kind' }]);
  });
});

describe('an operator is told', () => {
  const NO_TENANT =
    "signs for many owners, and neither the grant nor the issuer's require names one: anybody with an account there gets in.";
  const BRANCH = 'Whoever may push a branch, or have it planned, decides what runs with this login.';
  const team = { team: ['x'] };
  const PULL = { access: 'pull' };

  it.each<[string, Json, unknown, string]>([
    ['GitHub', githubServer, team, `GitHub ${NO_TENANT} Write repository_id.`],
    [
      'Bitbucket',
      bitbucket,
      team,
      "The issuer's URL holds a name, and neither the grant nor its require an id: who is given the name once it is free gets in. Write repositoryUuid, with its braces.",
    ],
    [
      'GitHub, whole',
      github,
      team,
      'Lets in every repository of the owner, and every one that a member makes. Write repository_id.',
    ],
    [
      'GitLab, whole',
      gitlab,
      team,
      'Lets in every project of the group, and every one that a member makes. Write project_id.',
    ],
    [
      'Bitbucket, whole',
      { ...bitbucket, require: { workspaceUuid: ['{5f}'] } },
      team,
      'Lets in every repository of the workspace, and every one that a member makes. Write repositoryUuid, with its braces.',
    ],
    [
      'Buildkite, whole',
      buildkite,
      team,
      'Lets in every pipeline of the organisation, and every one that a member makes. Write pipeline_id, which jobs ask for with --claim.',
    ],
    [
      'CircleCI, whole',
      circleci,
      team,
      'Lets in every project of the organisation, and every one that a member makes. Write oidc.circleci.com/project-id.',
    ],
    [
      'Azure DevOps, whole',
      azure,
      team,
      'Lets in every pipeline of the organisation, and every one that a member makes. Write def_id and rpo_id.',
    ],
    [
      'Terraform, whole',
      terraform,
      team,
      'Lets in every workspace of the organisation, and every one that a member makes. Write terraform_workspace_id.',
    ],
    [
      'Jenkins, whole',
      jenkins,
      team,
      "Lets in every job that fits, those of pull requests and those that somebody adds included. Write sub, the job's whole URL.",
    ],
    [
      'Kubernetes, whole',
      cluster,
      team,
      "Lets in every service account that fits, and every one that somebody makes. Write the service account's uid beside its sub.",
    ],
    ['AWS, whole', aws, team, "Lets in every role of the account that fits. Write sub, the role's whole ARN."],
  ])('of who gets in: %s', (_what, issuer, claims, detail) => {
    expect(detailsOf(issuer, claims, PULL)[0]).toBe(detail);
  });

  it.each<[string, Json, unknown, string]>([
    [
      'GitHub',
      github,
      { ...MAIN, ref: ['refs/heads/**'], event_name: ['push'] },
      'Name the ref, the environment, or a job_workflow_ref at a fixed ref.',
    ],
    [
      'GitLab',
      gitlab,
      { project_id: ['20'], pipeline_source: ['push'] },
      'Ask for ref_protected or environment_protected "true": who may push a branch may call it as they like.',
    ],
    ['Bitbucket', bitbucket, { repositoryUuid: ['{c6}'] }, 'Name the branchName or the deploymentEnvironmentUuid.'],
    [
      'Buildkite',
      buildkite,
      { pipeline_id: ['01'] },
      'Name the ref in the sub: build_branch does not tell a branch from a tag of the same name.',
    ],
    [
      'CircleCI',
      circleci,
      { 'oidc.circleci.com/project-id': ['cb'] },
      'Name oidc.circleci.com/vcs-ref, or the id of a restricted context in oidc.circleci.com/context-ids.',
    ],
    ['Azure DevOps', azure, { def_id: ['42'] }, 'Name the rpo_ref: a pull request runs at refs/pull/.'],
    [
      'Terraform',
      terraform,
      { terraform_workspace_id: ['ws-1'] },
      'Ask for terraform_run_phase apply, and give plans a connector that only pulls.',
    ],
  ])('of what runs: %s', (_what, issuer, claims, detail) => {
    expect(detailsOf(issuer, claims)[0]).toBe(`${BRANCH} ${detail}`);
  });

  it('what to name instead of what the job fills in', () => {
    expect(detailsOf(github, { ...MAIN, event_name: ['push'], workflow: ['x'] })).toEqual([
      'Whoever writes the job fills in workflow as they like, so it keeps nobody out. Name job_workflow_ref or workflow_ref.',
    ]);
    expect(
      detailsOf(aws, [
        { claim: 'sub', anyOf: ['arn:x'] },
        { claim: [STS, 'request_tags', 'a'], anyOf: ['x'] },
      ]),
    ).toEqual([
      'Whoever writes the job fills in https://sts.amazonaws.com/ request_tags as they like, so it keeps nobody out. Name https://sts.amazonaws.com/ principal_tags.',
    ]);
  });

  it('something of every other rule, and where', () => {
    const issuer = {
      ...github,
      audiences: ['sts.amazonaws.com'],
      soleAudience: false,
      tokenTypes: ['JWT', 'x'],
      maxTokenAgeSeconds: 90_000,
      maxTokenLifeSeconds: 90_000,
    };
    const more = { roleArn: 'arn:aws:iam::123456789012:role/portunus/other', externalId: 'portunus-1' };
    const connectors = [
      connectorOf([{ iamRole: 'arn:aws:iam::111122223333:role/agents' }], {
        repositories: ['*'],
        externalId: 'portunus-1',
      }),
      connectorOf([{ issuer: 'people', groups: ['a'] }], {
        id: 'other',
        ...more,
        session: { name: '{name}', tags: { a: '{name}' } },
      }),
      connectorOf([{ issuer: 'pods', claims: { sub: ['system:serviceaccount:builds:default'] } }], { id: 'pods' }),
      connectorOf([{ issuer: 'steps', claims: { sub: ['{c6}:*'], branchName: ['main'] } }], { id: 'steps' }),
    ];
    const issuers = [
      issuer,
      { ...PEOPLE, id: 'people' },
      { ...azure, id: 'azure', audiences: ['api://AzureADTokenExchange'] },
      { ...cluster, id: 'pods' },
      { ...bitbucket, id: 'steps' },
      { ...issuerOf('https://login.acme.example'), id: 'login', kind: 'user', require: { tid: ['x'] } },
      { ...circleci, id: 'jobs', kind: 'user', require: { tid: ['x'] } },
    ];
    const findings = findingsIn({ issuers, connectors }).filter(({ rule }) => rule !== 'never-matches');
    expect(findings.filter(({ detail }) => !/^[A-Z].{20,}\.$/.test(detail))).toEqual([]);
    const expected = [
      'shared-audience issuers[0].audiences[0]',
      'several-audiences issuers[0].soleAudience',
      'long-lived-tokens issuers[0].maxTokenAgeSeconds',
      'long-lived-tokens issuers[0].maxTokenLifeSeconds',
      'token-types issuers[0].tokenTypes',
      'fixed-audience issuers[2].audiences[0]',
      'jobs-among-people issuers[5].require',
      'people-from-ci issuers[6].kind',
      'iam-role-by-name connectors[0].grants[0].iamRole',
      'wildcard-push connectors[0].repositories',
      'shared-external-id connectors[0].externalId',
      'system-scope-unused connectors[1].systemScope',
      'shared-external-id connectors[1].externalId',
      'session-template connectors[1].session.name',
      'session-template connectors[1].session.tags.a',
      'reused-name connectors[2].grants[0].claims',
      'default-service-account connectors[2].grants[0].claims',
      'step-in-sub connectors[3].grants[0].claims',
    ];
    const rules = expected.map((one) => one.split(' ', 1)[0]);
    expect(findings.filter(({ rule }) => rules.includes(rule)).map(({ rule, field }) => `${rule} ${field}`)).toEqual(
      expected,
    );
  });
});
