// The forms of subject that each CI signs by default. Sources are those of lint-ci-forges.ts and its neighbours.

/** `unreviewed` is code that somebody proposes: it runs before anybody has looked at it. */
type SubjectKind = 'unreviewed' | 'reviewed' | 'deep';

export interface SubjectForms {
  /** How such a subject begins; a pattern that begins otherwise is for subjects of the operator's own making. */
  readonly begins: readonly string[];
  /** In the notation of lint-forms.ts. `deep` are those of branches and tags with a slash in their names. */
  readonly forms: readonly { readonly form: string; readonly kind: SubjectKind }[];
  /** What a subject may be that has been customised and still begins so. */
  readonly customised?: readonly string[];
  /** For people. */
  readonly like: string;
}

function reviewed(...forms: readonly string[]) {
  return forms.map((form) => ({ form, kind: 'reviewed' as const }));
}
function deep(...forms: readonly string[]) {
  return forms.map((form) => ({ form, kind: 'deep' as const }));
}
function unreviewed(...forms: readonly string[]) {
  return forms.map((form) => ({ form, kind: 'unreviewed' as const }));
}

/** Claims that GitHub's `include_claim_keys` takes into a subject, one behind the other. */
const GITHUB_KEYS = [
  ...['actor', 'actor_id', 'base_ref', 'check_run_id', 'enterprise', 'enterprise_id', 'event_name', 'head_ref'],
  ...['job_workflow_ref', 'job_workflow_sha', 'ref', 'ref_type', 'ref_protected', 'repository_id', 'repository_owner'],
  ...['repository_owner_id', 'repository_visibility', 'run_attempt', 'run_id', 'run_number', 'runner_environment'],
  ...['sha', 'workflow', 'workflow_ref', 'workflow_sha'],
];
const REPO = 'repo:*/*:';
const CONTEXTS = ['ref:refs/heads/**', 'ref:refs/tags/**', 'environment:*', 'pull_request'];

const GITHUB: SubjectForms = {
  begins: ['repo:'],
  forms: [
    ...reviewed(`${REPO}ref:refs/heads/*`, `${REPO}ref:refs/tags/*`, `${REPO}environment:*`),
    ...deep(`${REPO}ref:refs/heads/*/**`, `${REPO}ref:refs/tags/*/**`, `${REPO}environment:*/**`),
    ...unreviewed(`${REPO}pull_request`),
  ],
  customised: [
    'repo:*/*',
    ...GITHUB_KEYS.filter((key) => key !== 'ref').map((key) => `${REPO}${key}:**`),
    ...CONTEXTS.flatMap((context) => GITHUB_KEYS.map((key) => `${REPO}${context}:${key}:**`)),
  ],
  like: 'repo:acme/shop:ref:refs/heads/main, :environment:NAME or :pull_request, with ids since 2026 (repo:acme@9919/shop@1296269:…)',
};

const LAB = 'project_path:*/**:ref_type:';
/** Claims that GitLab's `ci_id_token_sub_claim_components` takes into a subject, behind the project's path. */
const LAB_KEYS = [
  ...['ci_config_ref_uri', 'ci_config_sha', 'deployment_tier', 'environment', 'environment_action'],
  ...['environment_protected', 'groups_direct', 'job_id', 'namespace_id', 'namespace_path', 'pipeline_id'],
  ...['pipeline_source', 'project_id', 'project_visibility', 'ref', 'ref_path', 'ref_protected', 'runner_environment'],
  ...['runner_id', 'sha', 'user_access_level', 'user_email', 'user_id', 'user_login'],
];
const LAB_PARTS = ['', ':ref_type:branch', ':ref_type:tag'].map((part) => `project_path:*/<path>${part}`);
const KITE = 'organization:*:pipeline:*:ref:';
const STACK = 'organization:*:project:*:stack:*:deployment:*:operation:';
const CIRCLE = 'org/*/project/*/user/*';

/** By the name of the CI. */
export const SUBJECT_FORMS: Readonly<Record<string, SubjectForms>> = {
  GitHub: GITHUB,
  Forgejo: {
    begins: ['repo:'],
    forms: GITHUB.forms.filter(({ form }) => !form.includes('environment')),
    like: 'repo:acme/shop:ref:refs/heads/main or :pull_request',
  },
  GitLab: {
    begins: ['project_path:'],
    forms: [
      ...reviewed(`${LAB}branch:ref:*`, `${LAB}tag:ref:*`),
      ...deep(`${LAB}branch:ref:*/**`, `${LAB}tag:ref:*/**`),
    ],
    customised: LAB_PARTS.flatMap((part) => [part, ...LAB_KEYS.map((key) => `${part}:${key}:**`)]),
    like: 'project_path:acme/shop:ref_type:branch:ref:main',
  },
  Bitbucket: {
    begins: ['{'],
    forms: reviewed('{<uuid>}:{<uuid>}', '{<uuid>}:{<uuid>}:{<uuid>}'),
    like: "the repository's and the step's UUID, each in braces",
  },
  Buildkite: {
    begins: ['organization:'],
    forms: [
      ...reviewed(`${KITE}refs/heads/*:commit:*:step:*`, `${KITE}refs/tags/*:commit:*:step:*`),
      ...deep(`${KITE}refs/heads/*/**:commit:*:step:*`, `${KITE}refs/tags/*/**:commit:*:step:*`),
      ...unreviewed(`${KITE}refs/pull/**:commit:*:step:*`),
      // A step without a key.
      ...reviewed(`${KITE}**:commit:*:step:`),
    ],
    like: 'organization:acme:pipeline:shop:ref:refs/heads/main:commit:…:step:…',
  },
  CircleCI: {
    begins: ['org/'],
    forms: [
      ...reviewed(CIRCLE, `${CIRCLE}/vcs-origin/*/*/**/vcs-ref/refs/heads/*`),
      ...reviewed(`${CIRCLE}/vcs-origin/*/*/**/vcs-ref/refs/tags/*`),
      ...deep(`${CIRCLE}/vcs-origin/*/*/**/vcs-ref/refs/heads/*/**`),
    ],
    like: 'org/…/project/…/user/…, with /vcs-origin/…/vcs-ref/… behind it in the second version',
  },
  'Azure DevOps': {
    begins: ['p:', 'sc:'],
    forms: reviewed('p://*/*/**', 'sc://*/*/**'),
    like: 'p://ORGANISATION/PROJECT/PIPELINE, or sc:// with a service connection',
  },
  'HCP Terraform': {
    begins: ['organization:'],
    forms: [
      ...reviewed('organization:*:project:*:workspace:*:run_phase:apply', `${STACK}apply`),
      ...unreviewed(
        'organization:*:project:*:workspace:*:run_phase:plan',
        `${STACK}plan`,
        'organization:*:module:*:operation:test_run',
      ),
    ],
    like: 'organization:acme:project:NAME:workspace:shop:run_phase:apply, or :stack:shop:deployment:NAME:operation:apply',
  },
  Kubernetes: {
    begins: ['system:'],
    forms: reviewed('system:serviceaccount:*:*', 'system:node:*'),
    like: 'system:serviceaccount:NAMESPACE:NAME',
  },
  Vercel: {
    begins: ['owner:'],
    forms: reviewed('owner:*:project:*:environment:*'),
    like: 'owner:TEAM:project:NAME:environment:production',
  },
};
