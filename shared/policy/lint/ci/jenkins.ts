// Source: Jenkins plugin "OpenID Connect Provider".
import { byClaim, claimName, EXACT } from '../conditions.ts';
import type { Ci } from './ci.ts';

/** The only id of a job is its URL. */
export const jenkins: Ci = {
  name: 'Jenkins',
  // A host's name proves nothing about its software, so no URL matches.
  url: /^(?!)/,
  isCiByClaims: ({ claim, anyOf }) =>
    claimName(claim) === 'sub' && anyOf.some((pattern) => /^https:\/\/.*\/job\//.test(pattern)),
  jobsOnly: true,
  tenancy: 'url',
  tokensWithoutId: true,
  owner: { ids: [], names: [] },
  source: { ids: byClaim({ sub: EXACT }), names: [] },
  wideSubject: 'every job that fits, those of pull requests and those that somebody adds included',
  id: "sub, the job's whole URL",
  claims: {},
};
