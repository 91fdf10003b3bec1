import { byClaim, EXACT } from '../conditions.ts';
import { type Ci, SOME_REF } from './ci.ts';
import { ACTIONS_CLAIMS, ACTIONS_FORMS, github, WORKFLOW_AT } from './github.ts';

/** Forgejo and Gitea. Their tokens have GitHub's form, but ids and names look the same in a `sub`. */
export const forgejo: Ci = {
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
  wideSubject: github.wideSubject,
  id: 'repository_id',
  reviewedCode: {
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
  ...(github.jobControlledClaims && { jobControlledClaims: github.jobControlledClaims }),
  claims: ACTIONS_CLAIMS,
  claimForms: ACTIONS_FORMS,
  subjectForms: {
    begins: ['repo:'],
    forms: (github.subjectForms?.forms ?? []).filter(({ form }) => !form.includes('environment')),
    like: 'repo:acme/shop:ref:refs/heads/main or :pull_request',
  },
};
