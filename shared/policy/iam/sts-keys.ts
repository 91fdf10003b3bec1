// Which claims of a token STS gives to a role's trust policy, by issuer. Source: AWS Service Authorization Reference,
// condition keys of sts:AssumeRoleWithWebIdentity, and IAM user guide, "Available keys for AWS OIDC federation" and
// "Identity-provider controls for shared OIDC providers".

import type { Issuer } from '../../domain/issuer.ts';

/** The patterns that a grant takes for a claim, if it has a condition on it. */
export type PatternsOf = (claim: string) => readonly string[] | undefined;

/** Subjects that follow from conditions on other claims. `*` stands for what no condition says. */
interface Derived {
  readonly subjects: readonly string[];
  /** The claims whose conditions they hold. */
  readonly covers: readonly string[];
}

export interface StsKeys {
  /** The claims that are condition keys. `aud` is one too, and is always compared. */
  readonly claims: readonly string[];
  /** The claims that tell whose a token is. */
  readonly owners: readonly string[];
  /** By the form that the vendor documents. IAM refuses a trust policy of a shared issuer that compares no subject. */
  readonly derive?: (patternsOf: PatternsOf) => Derived | undefined;
}

interface KnownIssuer extends StsKeys {
  readonly url: RegExp;
}

const GITHUB: StsKeys = {
  claims: [
    'actor',
    'actor_id',
    'enterprise_id',
    'environment',
    'job_workflow_ref',
    'ref',
    'repository',
    'repository_id',
    'repository_owner_id',
    'workflow',
  ],
  owners: ['enterprise_id', 'repository', 'repository_id', 'repository_owner_id'],
  // Newer subjects hold ids beside the names, so a name is compared where STS gives it alone.
  derive: () => ({ subjects: ['repo:*'], covers: [] }),
};

const KNOWN: readonly KnownIssuer[] = [
  { url: /^https:\/\/token\.actions\.githubusercontent\.com(?:\/[^/]+)?$/, ...GITHUB },
  { url: /^https:\/\/token\.actions\.[^./]+\.ghe\.com$/, ...GITHUB },
  {
    url: /^https:\/\/gitlab\.com$/,
    claims: [
      'namespace_id',
      'pipeline_source',
      'project_id',
      'ref_protected',
      'runner_environment',
      'user_access_level',
      'user_email',
      'user_id',
      'user_login',
    ],
    owners: ['namespace_id', 'project_id', 'project_path'],
    derive: deriveGitlab,
  },
  {
    url: /^https:\/\/agent\.buildkite\.com$/,
    claims: [
      'build_branch',
      'cluster_id',
      'cluster_name',
      'organization_id',
      'organization_slug',
      'pipeline_id',
      'pipeline_slug',
    ],
    owners: ['organization_id', 'organization_slug', 'pipeline_id'],
    derive: () => ({ subjects: ['organization:*'], covers: [] }),
  },
  {
    url: /^https:\/\/oidc\.circleci\.com\/org\/[^/]+$/,
    claims: ['oidc.circleci.com/project-id'],
    owners: ['oidc.circleci.com/project-id'],
  },
  {
    url: /^https:\/\/api\.bitbucket\.org\/2\.0\/workspaces\/[^/]+\/pipelines-config\/identity\/oidc$/,
    claims: [],
    owners: ['repositoryUuid'],
    derive: deriveBitbucket,
  },
];

/** Claims of every issuer's tokens. */
const COMMON = ['sub', 'email'];

/** GitLab on a host of its user's own is not in AWS's list, but signs the same subjects. */
const OWN_GITLAB: StsKeys = { claims: [], owners: ['project_path'], derive: deriveGitlab };
const OTHER: StsKeys = { claims: [], owners: [] };

/** What STS knows of an issuer's tokens. */
export function stsKeysOf({ url, ci }: Pick<Issuer, 'url' | 'ci'>): StsKeys {
  const known = KNOWN.find((one) => one.url.test(url));
  const { claims, owners, derive } = known ?? (ci === 'gitlab' ? OWN_GITLAB : OTHER);
  return { claims: [...COMMON, ...claims], owners: [...COMMON, ...owners], ...(derive && { derive }) };
}

/** The subject names the project, and the branch or tag (GitLab Docs, "OpenID Connect (OIDC) authentication using ID tokens"). */
function deriveGitlab(patternsOf: PatternsOf): Derived {
  const paths = patternsOf('project_path');
  const refs = patternsOf('ref_path')?.map((path) => /^refs\/(head|tag)s\/(.+)$/.exec(path)) ?? [null];
  const ends = refs.map((ref) =>
    ref === null ? '*' : `ref_type:${ref[1] === 'tag' ? 'tag' : 'branch'}:ref:${ref[2]}`,
  );
  const isOfRef = !refs.includes(null);
  return {
    subjects: (paths ?? ['*']).flatMap((path) => (isOfRef ? ends : ['*']).map((end) => `project_path:${path}:${end}`)),
    covers: [...(paths === undefined ? [] : ['project_path']), ...(isOfRef ? ['ref_path'] : [])],
  };
}

/** The subject names the repository, in a deployment the environment, and the step, which never comes twice. */
function deriveBitbucket(patternsOf: PatternsOf): Derived | undefined {
  const environments = patternsOf('deploymentEnvironmentUuid');
  const subjects = patternsOf('repositoryUuid')?.flatMap((id) =>
    environments === undefined ? [`${id}:*`] : environments.map((one) => `${id}:${one}:*`),
  );
  if (subjects === undefined) return undefined;
  return { subjects, covers: ['repositoryUuid', ...(environments === undefined ? [] : ['deploymentEnvironmentUuid'])] };
}

/** The issuer that AWS has built in: a trust policy names its host, and no OIDC provider is made for it. */
export const GOOGLE = 'https://accounts.google.com';
