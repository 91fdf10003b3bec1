// CIs that live where the code does. Sources: GitHub Docs "OpenID Connect reference"; GitLab Docs "OpenID Connect (OIDC)
// authentication using ID tokens"; Bitbucket Cloud Support "Integrate Pipelines with resource servers using OIDC".

import { byClaim, claimName, EXACT } from '../conditions.ts';
import { type Ci, SOME, SOME_REF } from './ci.ts';

const WORKFLOW_AT = /@(?:refs\/(?:heads|tags)\/(?![*/]+$)|[0-9a-f]{40}$)/;

/** Also of a server or a tenant of one's own. Since 2026 a `sub` may hold ids: `repo:acme@9919/shop@1296269:…`. */
const github: Ci = {
  name: 'GitHub',
  url: /^https:\/\/(?:token\.actions\.githubusercontent\.com(?:\/|$)|token\.actions\.[^./]+\.ghe\.com$|[^/]+\/_services\/token$)/,
  jobsOnly: true,
  tenancy: 'claims',
  owner: {
    ids: byClaim({
      repository_owner_id: EXACT,
      repository_id: EXACT,
      enterprise_id: EXACT,
      sub: /^repo:[^:/]*@\d+\/|(?:^|:)repository(?:_owner)?_id:\d+(?::|$)/,
    }),
    names: byClaim({
      repository_owner: EXACT,
      repository: /^[^*/]+\//,
      workflow_ref: /^[^*/]+\//,
      sub: /^repo:[^*:/@]+(?:@[^:/]+)?\//,
    }),
  },
  source: {
    ids: byClaim({
      repository_id: EXACT,
      // The one claim that says whose reusable workflow it is: no id stands for it.
      job_workflow_ref: /^[^*@]+@/,
      sub: /^repo:[^:/]*@\d+\/[^:/]*@\d+(?::|$)|(?:^|:)repository_id:\d+(?::|$)/,
    }),
    names: byClaim({
      repository: EXACT,
      workflow_ref: /^[^*/]+\/[^*/]+\//,
      sub: /^repo:[^*:/@]+(?:@[^:/]+)?\/[^*:/@]+(?:@[^:/]+)?(?::|$)/,
    }),
  },
  everybody: 'every repository of the owner, and every one that a member makes',
  id: 'repository_id',
  code: {
    rule: 'any-branch',
    pins: byClaim({
      ref: SOME_REF,
      environment: SOME,
      job_workflow_ref: WORKFLOW_AT,
      workflow_ref: WORKFLOW_AT,
      sub: /:(?:ref:refs\/(?:heads|tags)\/|environment:)(?![*/:]+$)/,
    }),
    detail: 'Name the ref, the environment, or a job_workflow_ref at a fixed ref.',
  },
  events: {
    claim: 'event_name',
    // They run with the ref of the base or the default branch, and anybody's text or changes.
    outsiders: ['pull_request_target', 'issue_comment', 'issues', 'discussion', 'discussion_comment', 'workflow_run'],
    insiders: ['pull_request', 'pull_request_review', 'pull_request_review_comment'],
  },
  chosen: {
    workflow: ['job_workflow_ref', 'workflow_ref'],
    head_ref: ['ref'],
    base_ref: ['ref'],
  },
};

/** Also Gitea. Their tokens are GitHub's in form; a `sub` has no id that can be told from a name. */
const forgejo: Ci = {
  name: 'Forgejo',
  url: /^https:\/\/[^/]+(?:\/.*)?\/api\/actions$/,
  jobsOnly: true,
  tenancy: 'claims',
  owner: {
    ids: byClaim({ repository_owner_id: EXACT, repository_id: EXACT }),
    names: byClaim({ repository_owner: EXACT, repository: /^[^*/]+\//, sub: /^repo:[^*:/]+\// }),
  },
  source: {
    ids: byClaim({ repository_id: EXACT }),
    names: byClaim({
      repository: EXACT,
      workflow_ref: /^[^*/]+\/[^*/]+\//,
      sub: /^repo:[^*:/]+\/[^*:/]+(?::|$)/,
    }),
  },
  everybody: github.everybody,
  id: 'repository_id',
  code: {
    rule: 'any-branch',
    pins: byClaim({
      ref: SOME_REF,
      ref_protected: /^true$/,
      workflow_ref: WORKFLOW_AT,
      sub: /:ref:refs\/(?:heads|tags)\/(?![*/:]+$)/,
    }),
    detail: 'Name the ref, or ask for ref_protected "true".',
  },
  ...(github.events && { events: github.events }),
  ...(github.chosen && { chosen: github.chosen }),
};

const GITLAB_CLAIMS = new Set([
  ...['project_id', 'project_path', 'namespace_id', 'namespace_path'],
  ...['pipeline_source', 'ref_protected', 'environment_protected', 'ci_config_ref_uri', 'job_project_id'],
]);

const gitlab: Ci = {
  name: 'GitLab',
  url: /^https:\/\/gitlab\.com$/,
  speaks: ({ claim, anyOf }) =>
    GITLAB_CLAIMS.has(claimName(claim)) ||
    (claimName(claim) === 'sub' && anyOf.some((pattern) => pattern.startsWith('project_path:'))),
  // GitLab signs people in too, by the same keys.
  jobsOnly: false,
  tenancy: 'claims',
  owner: {
    ids: byClaim({ namespace_id: EXACT, project_id: EXACT, sub: /^project_id:\d+(?::|$)/ }),
    names: byClaim({
      namespace_path: /^[^*/]+(?:\/|$)/,
      project_path: /^[^*/]+\//,
      sub: /^project_path:[^*:/]+\//,
    }),
  },
  source: {
    ids: byClaim({ project_id: EXACT, sub: /^project_id:\d+(?::|$)/ }),
    names: byClaim({ project_path: EXACT, sub: /^project_path:[^*:]+(?::|$)/ }),
  },
  everybody: 'every project of the group, and every one that a member makes',
  id: 'project_id',
  code: {
    rule: 'unprotected-ref',
    pins: byClaim({ ref_protected: /^true$/, environment_protected: /^true$/ }),
    detail: 'Ask for ref_protected or environment_protected "true": who may push a branch may call it as they like.',
  },
  events: {
    claim: 'pipeline_source',
    outsiders: ['external_pull_request_event'],
    // Before 18.2.2 a fork's merge request had the claims of the project that it was made to.
    insiders: ['merge_request_event'],
  },
};

/** Its URL holds the workspace's name, and its `sub` ends in the step's id. */
const bitbucket: Ci = {
  name: 'Bitbucket',
  url: /^https:\/\/api\.bitbucket\.org\/2\.0\/workspaces\//,
  jobsOnly: true,
  tenancy: 'name',
  owner: {
    ids: byClaim({
      workspaceUuid: EXACT,
      repositoryUuid: EXACT,
      deploymentEnvironmentUuid: EXACT,
      sub: /^\{[^*{}:]+\}:/,
    }),
    names: [],
  },
  source: {
    ids: byClaim({ repositoryUuid: EXACT, deploymentEnvironmentUuid: EXACT, sub: /^\{[^*{}:]+\}:/ }),
    names: [],
  },
  everybody: 'every repository of the workspace, and every one that a member makes',
  id: 'repositoryUuid, with its braces',
  code: {
    rule: 'any-branch',
    pins: byClaim({ branchName: SOME, deploymentEnvironmentUuid: EXACT }),
    detail: 'Name the branchName or the deploymentEnvironmentUuid.',
  },
};

export const FORGES: readonly Ci[] = [github, forgejo, gitlab, bitbucket];
