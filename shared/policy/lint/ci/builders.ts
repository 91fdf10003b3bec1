// CIs that build what lies elsewhere. Sources: Buildkite Docs "buildkite-agent oidc"; CircleCI Docs "Using OpenID Connect
// tokens in jobs"; Microsoft Learn "Oidctoken - Create"; HashiCorp "Workload identity tokens"; Jenkins plugin "OpenID
// Connect Provider".

import { byClaim, claimName, EXACT } from '../conditions.ts';
import { type Ci, SOME, SOME_REF } from './ci.ts';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const buildkite: Ci = {
  name: 'Buildkite',
  url: /^https:\/\/agent\.buildkite\.com$/,
  jobsOnly: true,
  tenancy: 'claims',
  owner: {
    ids: byClaim({ organization_id: EXACT, pipeline_id: EXACT, sub: UUID }),
    names: [],
  },
  source: {
    // A sub that is an id alone is what `--subject-claim` makes of it.
    ids: byClaim({ pipeline_id: EXACT, sub: UUID }),
    names: byClaim({ pipeline_slug: EXACT, sub: /:pipeline:[^*:]+:/ }),
  },
  everybody: 'every pipeline of the organisation, and every one that a member makes',
  id: 'pipeline_id, which jobs ask for with --claim',
  code: {
    rule: 'any-branch',
    pins: byClaim({ sub: /:ref:refs\/(?:heads|tags)\/(?![*/]+(?::|$))/, build_tag: SOME }),
    detail: 'Name the ref in the sub: build_branch does not tell a branch from a tag of the same name.',
  },
  chosen: { step_key: ['sub'] },
};

function ofCircle(name: string): string {
  return `oidc.circleci.com/${name}`;
}

const circleci: Ci = {
  name: 'CircleCI',
  url: /^https:\/\/oidc\.circleci\.com\/org\//,
  jobsOnly: true,
  tenancy: 'url',
  owner: { ids: [], names: [] },
  source: {
    ids: byClaim({ [ofCircle('project-id')]: EXACT, sub: /\/project\/[^*/]+\// }),
    names: byClaim({ [ofCircle('vcs-origin')]: EXACT, sub: /\/vcs-origin\/(?:[^*/]+\/){3}/ }),
  },
  everybody: 'every project of the organisation, and every one that a member makes',
  id: ofCircle('project-id'),
  code: {
    rule: 'any-branch',
    pins: byClaim({
      [ofCircle('vcs-ref')]: SOME_REF,
      // Contexts can be kept to groups of people.
      [ofCircle('context-ids')]: EXACT,
      sub: /\/vcs-ref\/refs\/(?:heads|tags)\/(?![*/]+$)/,
    }),
    detail: `Name ${ofCircle('vcs-ref')}, or the id of a restricted context in ${ofCircle('context-ids')}.`,
  },
};

const azureDevops: Ci = {
  name: 'Azure DevOps',
  url: /^https:\/\/vstoken\.dev\.azure\.com\//,
  jobsOnly: true,
  tenancy: 'url',
  owner: { ids: [], names: [] },
  source: {
    ids: byClaim({ def_id: EXACT, rpo_id: EXACT }),
    names: byClaim({ sub: /^(?:p|sc):\/\/[^*]+$/, rpo_uri: EXACT }),
  },
  everybody: 'every pipeline of the organisation, and every one that a member makes',
  id: 'def_id and rpo_id',
  code: {
    rule: 'any-branch',
    pins: byClaim({ rpo_ref: SOME_REF, sub: /^sc:\/\/[^*]+$/ }),
    detail: 'Name the rpo_ref: a pull request runs at refs/pull/.',
  },
};

/** Also Terraform Enterprise, whose issuer says `ci: terraform`. */
const terraform: Ci = {
  name: 'HCP Terraform',
  url: /^https:\/\/app\.terraform\.io$/,
  speaks: ({ claim }) => claimName(claim).startsWith('terraform_'),
  jobsOnly: true,
  tenancy: 'claims',
  owner: {
    ids: byClaim({
      terraform_organization_id: EXACT,
      terraform_project_id: EXACT,
      terraform_workspace_id: EXACT,
      terraform_stack_id: EXACT,
    }),
    names: byClaim({
      terraform_organization_name: EXACT,
      terraform_full_workspace: /^organization:[^*:]+:/,
      sub: /^organization:[^*:]+:/,
    }),
  },
  source: {
    ids: byClaim({ terraform_workspace_id: EXACT, terraform_project_id: EXACT, terraform_stack_id: EXACT }),
    names: byClaim({
      terraform_workspace_name: EXACT,
      terraform_stack_name: EXACT,
      terraform_project_name: EXACT,
      terraform_full_workspace: /:workspace:[^*:]+$/,
      sub: /:(?:workspace|stack):[^*:]+(?::|$)/,
    }),
  },
  everybody: 'every workspace of the organisation, and every one that a member makes',
  id: 'terraform_workspace_id',
  code: {
    rule: 'run-phase',
    pins: byClaim({
      terraform_run_phase: /^apply$/,
      terraform_operation: /^apply$/,
      sub: /:(?:run_phase|operation):apply$/,
    }),
    detail: 'Ask for terraform_run_phase apply, and give plans a connector that only pulls.',
  },
};

/** Jobs have no id but their URL. */
const jenkins: Ci = {
  name: 'Jenkins',
  // A host may be called so and be something else.
  url: /^(?!)/,
  speaks: ({ claim, anyOf }) =>
    claimName(claim) === 'sub' && anyOf.some((pattern) => /^https:\/\/.*\/job\//.test(pattern)),
  jobsOnly: true,
  tenancy: 'url',
  owner: { ids: [], names: [] },
  source: { ids: byClaim({ sub: EXACT }), names: [] },
  everybody: 'every job that fits, those of pull requests and those that somebody adds included',
  id: "sub, the job's whole URL",
};

export const BUILDERS: readonly Ci[] = [buildkite, circleci, azureDevops, terraform, jenkins];
