// Source: GitLab Docs "OpenID Connect (OIDC) authentication using ID tokens".
import { byClaim, claimName, EXACT } from '../conditions.ts';
import type { Ci } from './ci.ts';
import { all, BRANCH, COMMIT, DIGITS, deep, FLAG, oneOf, REF, reviewed } from './forms.ts';

const OWN_CLAIMS = new Set([
  ...['project_id', 'project_path', 'namespace_id', 'namespace_path'],
  ...['pipeline_source', 'ref_protected', 'environment_protected', 'ci_config_ref_uri', 'job_project_id'],
]);

const SUBJECT = 'project_path:*/**:ref_type:';
/** The claims that GitLab's `ci_id_token_sub_claim_components` can put into a subject, after the project's path. */
const SUBJECT_KEYS = [
  ...['ci_config_ref_uri', 'ci_config_sha', 'deployment_tier', 'environment', 'environment_action'],
  ...['environment_protected', 'groups_direct', 'job_id', 'namespace_id', 'namespace_path', 'pipeline_id'],
  ...['pipeline_source', 'project_id', 'project_visibility', 'ref', 'ref_path', 'ref_protected', 'runner_environment'],
  ...['runner_id', 'sha', 'user_access_level', 'user_email', 'user_id', 'user_login'],
];
const SUBJECT_STARTS = ['', ':ref_type:branch', ':ref_type:tag'].map((part) => `project_path:*/<path>${part}`);

export const gitlab: Ci = {
  name: 'GitLab',
  url: /^https:\/\/gitlab\.com$/,
  isCiByClaims: ({ claim, anyOf }) =>
    OWN_CLAIMS.has(claimName(claim)) ||
    (claimName(claim) === 'sub' && anyOf.some((pattern) => pattern.startsWith('project_path:'))),
  // GitLab signs the tokens of people with the same keys.
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
  wideSubject: 'every project of the group, and every one that a member makes',
  id: 'project_id',
  reviewedCode: {
    rule: 'unprotected-ref',
    pins: byClaim({ ref_protected: /^true$/, environment_protected: /^true$/ }),
    detail: 'Ask for ref_protected or environment_protected "true": who may push a branch may call it as they like.',
  },
  events: {
    claim: 'pipeline_source',
    outsiders: ['external_pull_request_event'],
    // Before 18.2.2, the merge request of a fork had the claims of the target project.
    insiders: ['merge_request_event'],
  },
  claims: {
    anywhere: [
      'ref',
      'ref_type',
      'ref_path',
      'ref_protected',
      'pipeline_source',
      'environment',
      'environment_protected',
      'deployment_tier',
      'runner_environment',
      'project_visibility',
    ],
    refs: ['ref', 'ref_path'],
    chosen: ['ref', 'ref_path', 'ref_type', 'environment', 'user_login', 'user_email'],
    names: ['project_path', 'namespace_path'],
    actors: ['user_id', 'user_login', 'user_email'],
  },
  otherClaims: [
    ...['user_access_level', 'user_identities', 'groups_direct', 'environment_action', 'deployment_action'],
    ...['ci_config_sha', 'job_project_path', 'job_namespace_id', 'job_namespace_path', 'job_source'],
  ],
  claimForms: {
    ...all(['project_id', 'namespace_id', 'user_id', 'pipeline_id', 'job_id', 'runner_id', 'job_project_id'], DIGITS),
    ref: BRANCH,
    ref_path: { ...REF, forms: ['refs/heads/**', 'refs/tags/**', 'refs/merge-requests/**'] },
    ref_type: oneOf('branch', 'tag'),
    ...all(['ref_protected', 'environment_protected'], FLAG),
    project_path: { forms: ['*/**'], like: 'a group and a project, such as acme/shop' },
    project_visibility: oneOf('public', 'private', 'internal'),
    runner_environment: oneOf('gitlab-hosted', 'self-hosted'),
    deployment_tier: oneOf('production', 'staging', 'testing', 'development', 'other'),
    pipeline_source: { never: /[A-Z-]/, like: 'in small letters with _, such as push or merge_request_event' },
    sha: COMMIT,
    ci_config_ref_uri: { forms: ['**//**@**'], like: "a file's address with its ref" },
  },
  subjectForms: {
    begins: ['project_path:'],
    forms: [
      ...reviewed(`${SUBJECT}branch:ref:*`, `${SUBJECT}tag:ref:*`),
      ...deep(`${SUBJECT}branch:ref:*/**`, `${SUBJECT}tag:ref:*/**`),
    ],
    customised: SUBJECT_STARTS.flatMap((part) => [part, ...SUBJECT_KEYS.map((key) => `${part}:${key}:**`)]),
    like: 'project_path:acme/shop:ref_type:branch:ref:main',
  },
  sharedAudiences: [/^https:\/\/gitlab\.com\/?$/],
};
