// Source: Microsoft Learn "Oidctoken - Create".
import { byClaim, EXACT } from '../conditions.ts';
import { type Ci, SOME_REF } from './ci.ts';
import { ANY_UUID, all, COMMIT, DIGITS, REF, reviewed } from './forms.ts';

const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const FIXED_AUDIENCE = /^api:\/\/AzureADTokenExchange/;

export const azureDevops: Ci = {
  name: 'Azure DevOps',
  url: /^https:\/\/vstoken\.dev\.azure\.com\//,
  jobsOnly: true,
  tenancy: 'url',
  owner: { ids: [], names: [] },
  source: {
    ids: byClaim({ def_id: EXACT, rpo_id: EXACT }),
    names: byClaim({ sub: /^(?:p|sc):\/\/[^*]+$/, rpo_uri: EXACT }),
  },
  wideSubject: 'every pipeline of the organisation, and every one that a member makes',
  id: 'def_id and rpo_id',
  reviewedCode: {
    rule: 'any-branch',
    pins: byClaim({ rpo_ref: SOME_REF, sub: /^sc:\/\/[^*]+$/ }),
    detail: 'Name the rpo_ref: a pull request runs at refs/pull/.',
  },
  claims: { anywhere: ['rpo_ref'], refs: ['rpo_ref'], chosen: ['rpo_ref'] },
  claimForms: {
    ...all(['org_id', 'prj_id'], ANY_UUID),
    ...all(['def_id', 'run_id'], DIGITS),
    rpo_ref: REF,
    rpo_ver: COMMIT,
  },
  subjectForms: {
    begins: ['p:', 'sc:'],
    forms: reviewed('p://*/*/**', 'sc://*/*/**'),
    like: 'p://ORGANISATION/PROJECT/PIPELINE, or sc:// with a service connection',
  },
  fixedAudience: FIXED_AUDIENCE,
  sharedAudiences: [FIXED_AUDIENCE],
  wrongUrls: [
    [new RegExp(`^https://vstoken\\.dev\\.azure\\.com/(?!${UUID}/?$)`), "It ends in the organisation's id, a UUID."],
  ],
};
