// Source: HashiCorp "Workload identity tokens".
import { byClaim, claimName, EXACT } from '../conditions.ts';
import type { Ci } from './ci.ts';
import { oneOf, prefixed, reviewed, unreviewed } from './forms.ts';

const STACK_SUBJECT = 'organization:*:project:*:stack:*:deployment:*:operation:';

/** Also Terraform Enterprise, if its issuer sets `ci: terraform`. */
export const terraform: Ci = {
  name: 'HCP Terraform',
  url: /^https:\/\/app\.terraform\.io$/,
  isCiByClaims: ({ claim }) => claimName(claim).startsWith('terraform_'),
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
  wideSubject: 'every workspace of the organisation, and every one that a member makes',
  id: 'terraform_workspace_id',
  reviewedCode: {
    rule: 'run-phase',
    pins: byClaim({
      terraform_run_phase: /^apply$/,
      terraform_operation: /^apply$/,
      sub: /:(?:run_phase|operation):apply$/,
    }),
    detail: 'Ask for terraform_run_phase apply, and give plans a connector that only pulls.',
  },
  claims: {
    anywhere: ['terraform_run_phase'],
    names: [
      'terraform_organization_name',
      'terraform_project_name',
      'terraform_workspace_name',
      'terraform_full_workspace',
    ],
  },
  claimForms: {
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
  subjectForms: {
    begins: ['organization:'],
    forms: [
      ...reviewed('organization:*:project:*:workspace:*:run_phase:apply', `${STACK_SUBJECT}apply`),
      ...unreviewed(
        'organization:*:project:*:workspace:*:run_phase:plan',
        `${STACK_SUBJECT}plan`,
        'organization:*:module:*:operation:test_run',
      ),
    ],
    like: 'organization:acme:project:NAME:workspace:shop:run_phase:apply, or :stack:shop:deployment:NAME:operation:apply',
  },
  proposalSubject: /:(?:run_phase:plan|operation:plan|operation:test_run)$/,
};
