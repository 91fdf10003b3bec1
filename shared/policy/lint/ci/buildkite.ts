// Source: Buildkite Docs "buildkite-agent oidc".
import { byClaim, EXACT } from '../conditions.ts';
import { type Ci, SOME } from './ci.ts';
import { ANY_UUID, all, BRANCH, DIGITS, deep, oneOf, reviewed, unreviewed } from './forms.ts';

const UUID_ALONE = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const SUBJECT = 'organization:*:pipeline:*:ref:';

export const buildkite: Ci = {
  name: 'Buildkite',
  url: /^https:\/\/agent\.buildkite\.com$/,
  jobsOnly: true,
  tenancy: 'claims',
  tokensWithoutId: true,
  owner: {
    ids: byClaim({ organization_id: EXACT, pipeline_id: EXACT, sub: UUID_ALONE }),
    names: [],
  },
  source: {
    // `--subject-claim` makes a `sub` that consists of an id.
    ids: byClaim({ pipeline_id: EXACT, sub: UUID_ALONE }),
    names: byClaim({ pipeline_slug: EXACT, sub: /:pipeline:[^*:]+:/ }),
  },
  wideSubject: 'every pipeline of the organisation, and every one that a member makes',
  id: 'pipeline_id, which jobs ask for with --claim',
  reviewedCode: {
    rule: 'any-branch',
    pins: byClaim({ sub: /:ref:refs\/(?:heads|tags)\/(?![*/]+(?::|$))/, build_tag: SOME }),
    detail: 'Name the ref in the sub: build_branch does not tell a branch from a tag of the same name.',
  },
  jobControlledClaims: { step_key: ['sub'] },
  claims: {
    anywhere: ['build_branch', 'build_tag', 'build_source', 'step_key', 'runner_environment'],
    refs: ['build_branch'],
    chosen: ['build_branch', 'build_tag', 'step_key'],
    names: ['organization_slug', 'pipeline_slug'],
  },
  claimForms: {
    ...all(['organization_id', 'pipeline_id', 'cluster_id', 'queue_id', 'build_id', 'job_id', 'agent_id'], ANY_UUID),
    ...all(['organization_slug', 'pipeline_slug'], { never: /[A-Z\s/]/, like: 'in small letters, as in its address' }),
    build_number: DIGITS,
    ...all(['build_branch', 'build_tag'], BRANCH),
    runner_environment: oneOf('buildkite-hosted', 'self-hosted'),
  },
  subjectForms: {
    begins: ['organization:'],
    forms: [
      ...reviewed(`${SUBJECT}refs/heads/*:commit:*:step:*`, `${SUBJECT}refs/tags/*:commit:*:step:*`),
      ...deep(`${SUBJECT}refs/heads/*/**:commit:*:step:*`, `${SUBJECT}refs/tags/*/**:commit:*:step:*`),
      ...unreviewed(`${SUBJECT}refs/pull/**:commit:*:step:*`),
      // The subject of a step without a key ends here.
      ...reviewed(`${SUBJECT}**:commit:*:step:`),
    ],
    like: 'organization:acme:pipeline:shop:ref:refs/heads/main:commit:…:step:…',
  },
  sharedAudiences: [/^https:\/\/buildkite\.com\/[^/]+\/?$/],
};
