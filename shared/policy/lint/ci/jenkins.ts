// Source: Jenkins plugin "OpenID Connect Provider".
import { byClaim, claimName, EXACT } from '../conditions.ts';
import type { Ci } from './ci.ts';

/** Jobs have no id but their URL. */
export const jenkins: Ci = {
  name: 'Jenkins',
  // A host may be called so and be something else.
  url: /^(?!)/,
  isCiByClaims: ({ claim, anyOf }) =>
    claimName(claim) === 'sub' && anyOf.some((pattern) => /^https:\/\/.*\/job\//.test(pattern)),
  jobsOnly: true,
  tenancy: 'url',
  owner: { ids: [], names: [] },
  source: { ids: byClaim({ sub: EXACT }), names: [] },
  wideSubject: 'every job that fits, those of pull requests and those that somebody adds included',
  id: "sub, the job's whole URL",
  claims: {},
};
