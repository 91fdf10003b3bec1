// The claims of fixed form that each CI signs. Sources are those of lint-ci-forges.ts, lint-ci-builders.ts and
// lint-ci-clouds.ts; refs are as `git check-ref-format` has them.
import type { Form } from './forms.ts';

type Forms = Readonly<Record<string, Form>>;

const DIGITS: Form = { forms: ['<digits>'], like: 'digits' };
const UUID: Form = { forms: ['<uuid>'], like: 'a UUID' };
const BRACED: Form = { forms: ['{<uuid>}'], like: 'a UUID in braces' };
const FLAG: Form = { forms: ['true', 'false'], like: '"true" or "false"' };
const COMMIT: Form = { forms: ['<hex>'.repeat(40), '<hex>'.repeat(64)], like: 'the whole hash of a commit' };
/** No ref has these, at whatever place. */
const NO_REF = /^\/|\/$|\/\/|\.\.|@\{|[\s~^?[\\]/;
const REF: Form = {
  forms: ['refs/heads/**', 'refs/tags/**', 'refs/pull/<digits>/*'],
  never: NO_REF,
  like: 'a whole ref, such as refs/heads/main',
};
const BRANCH: Form = {
  never: new RegExp(`^refs/(?:heads|tags)/|${NO_REF.source}`),
  like: 'a name without refs/heads/, such as main',
};
function oneOf(...forms: readonly string[]): Form {
  return { forms, like: `one of ${forms.join(', ')}` };
}
function prefixed(prefix: string): Form {
  return { forms: [`${prefix}*`], like: `an id that begins with ${prefix}` };
}
function all(names: readonly string[], form: Form): Forms {
  return Object.fromEntries(names.map((name) => [name, form]));
}

/** Of GitHub, and of Forgejo and Gitea, which sign the same claims. */
const ACTIONS: Forms = {
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

const CIRCLE = 'oidc.circleci.com/';
const ACCOUNT = 'kubernetes.io serviceaccount';

/** By the name of the CI. Claims within others are named as the linter's tables name them. */
export const CLAIM_FORMS: Readonly<Record<string, Forms>> = {
  GitHub: {
    ...ACTIONS,
    enterprise_id: DIGITS,
    job_workflow_sha: COMMIT,
    workflow_sha: COMMIT,
    runner_environment: oneOf('github-hosted', 'self-hosted'),
    repository_visibility: oneOf('public', 'private', 'internal'),
  },
  Forgejo: ACTIONS,
  GitLab: {
    ...all(['project_id', 'namespace_id', 'user_id', 'pipeline_id', 'job_id', 'runner_id', 'job_project_id'], DIGITS),
    ref: BRANCH,
    ref_path: { ...REF, forms: ['refs/heads/**', 'refs/tags/**', 'refs/merge-requests/**'] },
    ref_type: oneOf('branch', 'tag'),
    ...all(['ref_protected', 'environment_protected'], FLAG),
    ...all(['project_path'], { forms: ['*/**'], like: 'a group and a project, such as acme/shop' }),
    ...all(['project_visibility'], oneOf('public', 'private', 'internal')),
    runner_environment: oneOf('gitlab-hosted', 'self-hosted'),
    deployment_tier: oneOf('production', 'staging', 'testing', 'development', 'other'),
    pipeline_source: { never: /[A-Z-]/, like: 'in small letters with _, such as push or merge_request_event' },
    sha: COMMIT,
    ci_config_ref_uri: { forms: ['**//**@**'], like: "a file's address with its ref" },
  },
  Bitbucket: {
    ...all(['workspaceUuid', 'repositoryUuid', 'pipelineUuid', 'stepUuid'], BRACED),
    ...all(['deploymentEnvironmentUuid', 'accountUuid'], BRACED),
    branchName: BRANCH,
  },
  Buildkite: {
    ...all(['organization_id', 'pipeline_id', 'cluster_id', 'queue_id', 'build_id', 'job_id', 'agent_id'], UUID),
    ...all(['organization_slug', 'pipeline_slug'], { never: /[A-Z\s/]/, like: 'in small letters, as in its address' }),
    build_number: DIGITS,
    ...all(['build_branch', 'build_tag'], BRANCH),
    runner_environment: oneOf('buildkite-hosted', 'self-hosted'),
  },
  CircleCI: {
    [`${CIRCLE}project-id`]: UUID,
    [`${CIRCLE}context-ids`]: UUID,
    [`${CIRCLE}ssh-rerun`]: FLAG,
    [`${CIRCLE}vcs-ref`]: { ...REF, forms: ['refs/heads/**', 'refs/tags/**'] },
    [`${CIRCLE}vcs-origin`]: {
      forms: ['*/*/**'],
      never: /^[a-z]+:\/\//,
      like: 'a host and a path without https://, such as github.com/acme/shop',
    },
  },
  'Azure DevOps': {
    ...all(['org_id', 'prj_id'], UUID),
    ...all(['def_id', 'run_id'], DIGITS),
    rpo_ref: REF,
    rpo_ver: COMMIT,
  },
  'HCP Terraform': {
    terraform_organization_id: prefixed('org-'),
    terraform_project_id: prefixed('prj-'),
    terraform_workspace_id: prefixed('ws-'),
    terraform_run_id: prefixed('run-'),
    terraform_run_phase: oneOf('plan', 'apply', 'test'),
    terraform_full_workspace: {
      forms: ['organization:*:project:*:workspace:*'],
      like: 'organization:…:project:…:workspace:…',
    },
  },
  Kubernetes: {
    [`${ACCOUNT} uid`]: UUID,
    'kubernetes.io pod uid': UUID,
    'kubernetes.io namespace': { never: /[A-Z_/:]/, like: 'in small letters, digits and -' },
    [`${ACCOUNT} name`]: { never: /[A-Z_/:]/, like: 'in small letters, digits, - and .' },
  },
  AWS: {
    sub: { forms: ['arn:*:iam::<digits>:role/**', 'arn:*:iam::<digits>:user/**'], like: "a role's ARN" },
    'https://sts.amazonaws.com/ aws_account': DIGITS,
    'https://sts.amazonaws.com/ org_id': prefixed('o-'),
  },
  Google: { sub: DIGITS, email: { never: /^[^@*]+$/, like: 'an address' }, email_verified: FLAG },
  Vercel: { project_id: prefixed('prj_'), project: { forms: ['*'], like: 'a name without a slash' } },
};
