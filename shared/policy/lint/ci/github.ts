// Source: GitHub Docs "OpenID Connect reference".
import { byClaim, EXACT } from '../conditions.ts';
import { type Ci, SOME, SOME_REF } from './ci.ts';
import {
  all,
  BRANCH,
  COMMIT,
  DIGITS,
  deep,
  FLAG,
  type Forms,
  oneOf,
  REF,
  reviewed,
  type SubjectForms,
  unreviewed,
} from './forms.ts';

export const WORKFLOW_AT = /@(?:refs\/(?:heads|tags)\/(?![*/]+$)|[0-9a-f]{40}$)/;

/** Forgejo and Gitea sign claims of the same form. */
export const ACTIONS_FORMS: Forms = {
  ...all(['repository_id', 'repository_owner_id', 'actor_id', 'run_id', 'run_number', 'run_attempt'], DIGITS),
  ref: REF,
  ...all(['head_ref', 'base_ref'], BRANCH),
  ref_type: oneOf('branch', 'tag'),
  ref_protected: FLAG,
  repository: { forms: ['*/*'], like: 'an owner and a name, such as acme/shop' },
  repository_owner: { forms: ['*'], like: 'a name without a slash' },
  sha: COMMIT,
  event_name: { never: /[A-Z-]/, like: 'in small letters with _, such as push or workflow_dispatch' },
  ...all(['workflow_ref', 'job_workflow_ref'], {
    forms: ['*/*/**@**'],
    like: "a file's path with its ref, such as acme/shop/.github/workflows/images.yml@refs/heads/main",
  }),
};

export const ACTIONS_CLAIMS: Ci['claims'] = {
  anywhere: [
    'ref',
    'ref_type',
    'ref_protected',
    'head_ref',
    'base_ref',
    'event_name',
    'workflow',
    'environment',
    'runner_environment',
    'repository_visibility',
  ],
  refs: ['ref', 'head_ref', 'base_ref'],
  chosen: ['workflow', 'head_ref', 'base_ref', 'ref', 'ref_type', 'environment', 'actor'],
  names: ['repository', 'repository_owner'],
  actors: ['actor', 'actor_id'],
  proposals: ['head_ref', 'base_ref'],
};

/** The claims that GitHub's `include_claim_keys` can put into a subject, one after the other. */
const SUBJECT_KEYS = [
  ...['actor', 'actor_id', 'base_ref', 'check_run_id', 'enterprise', 'enterprise_id', 'event_name', 'head_ref'],
  ...['job_workflow_ref', 'job_workflow_sha', 'ref', 'ref_type', 'ref_protected', 'repository_id', 'repository_owner'],
  ...['repository_owner_id', 'repository_visibility', 'run_attempt', 'run_id', 'run_number', 'runner_environment'],
  ...['sha', 'workflow', 'workflow_ref', 'workflow_sha'],
];
const REPO = 'repo:*/*:';
const CONTEXTS = ['ref:refs/heads/**', 'ref:refs/tags/**', 'environment:*', 'pull_request'];

const SUBJECT_FORMS: SubjectForms = {
  begins: ['repo:'],
  forms: [
    ...reviewed(`${REPO}ref:refs/heads/*`, `${REPO}ref:refs/tags/*`, `${REPO}environment:*`),
    ...deep(`${REPO}ref:refs/heads/*/**`, `${REPO}ref:refs/tags/*/**`, `${REPO}environment:*/**`),
    ...unreviewed(`${REPO}pull_request`),
  ],
  customised: [
    'repo:*/*',
    ...SUBJECT_KEYS.filter((key) => key !== 'ref').map((key) => `${REPO}${key}:**`),
    ...CONTEXTS.flatMap((context) => SUBJECT_KEYS.map((key) => `${REPO}${context}:${key}:**`)),
  ],
  like: 'repo:acme/shop:ref:refs/heads/main, :environment:NAME or :pull_request, with ids since 2026 (repo:acme@9919/shop@1296269:…)',
};

/**
 * Also GitHub Enterprise Server and tenants of ghe.com. Since 2026 a `sub` may contain ids:
 * `repo:acme@9919/shop@1296269:…`.
 */
export const github: Ci = {
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
      // Only this claim names the owner of a reusable workflow. There is no id for it.
      job_workflow_ref: /^[^*@]+@/,
      sub: /^repo:[^:/]*@\d+\/[^:/]*@\d+(?::|$)|(?:^|:)repository_id:\d+(?::|$)/,
    }),
    names: byClaim({
      repository: EXACT,
      workflow_ref: /^[^*/]+\/[^*/]+\//,
      sub: /^repo:[^*:/@]+(?:@[^:/]+)?\/[^*:/@]+(?:@[^:/]+)?(?::|$)/,
    }),
  },
  wideSubject: 'every repository of the owner, and every one that a member makes',
  id: 'repository_id',
  reviewedCode: {
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
    // These events run with the ref of the base or default branch, but with text or changes from anybody.
    outsiders: ['pull_request_target', 'issue_comment', 'issues', 'discussion', 'discussion_comment', 'workflow_run'],
    insiders: ['pull_request', 'pull_request_review', 'pull_request_review_comment'],
  },
  jobControlledClaims: {
    workflow: ['job_workflow_ref', 'workflow_ref'],
    head_ref: ['ref'],
    base_ref: ['ref'],
  },
  claims: ACTIONS_CLAIMS,
  otherClaims: ['enterprise', 'environment_node_id', 'check_run_id'],
  claimForms: {
    ...ACTIONS_FORMS,
    enterprise_id: DIGITS,
    job_workflow_sha: COMMIT,
    workflow_sha: COMMIT,
    runner_environment: oneOf('github-hosted', 'self-hosted'),
    repository_visibility: oneOf('public', 'private', 'internal'),
  },
  subjectForms: SUBJECT_FORMS,
  // An owner can customize subjects to include the person who started the run.
  actorSubject: /(?:^|:)actor(?:_id)?:[^*:]+/,
  proposalSubject: /:pull_request$/,
  sharedAudiences: [/^https:\/\/github\.com\/[^/]+\/?$/],
  wrongUrls: [[/^https:\/\/github\.com\/?$/, 'That of GitHub Actions is https://token.actions.githubusercontent.com.']],
};
