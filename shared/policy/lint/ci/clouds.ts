// Tokens that name an account or a role, and no source. Sources: Kubernetes "Managing Service Accounts"; AWS IAM User
// Guide "Understanding token claims"; Google Cloud "Get an ID token".

import { byClaim, claimName, EXACT } from '../conditions.ts';
import type { Ci } from './ci.ts';

const SERVICE_ACCOUNT = 'kubernetes.io serviceaccount';
const isOfServiceAccount = /^system:serviceaccount:/;

const kubernetes: Ci = {
  name: 'Kubernetes',
  url: /^https:\/\/(?:oidc\.eks\.[^/]+\/id\/|container\.googleapis\.com\/v1\/projects\/|[^/]+\.oic\.prod-aks\.azure\.com\/)/,
  speaks: ({ claim, anyOf }) =>
    claim[0] === 'kubernetes.io' ||
    (claimName(claim) === 'sub' && anyOf.some((pattern) => isOfServiceAccount.test(pattern))),
  jobsOnly: true,
  tenancy: 'url',
  owner: { ids: [], names: [] },
  source: {
    ids: byClaim({ [`${SERVICE_ACCOUNT} uid`]: EXACT, 'kubernetes.io pod uid': EXACT }),
    names: [
      { sub: /^system:serviceaccount:[^*:]+:[^*:]+$/ },
      { 'kubernetes.io namespace': EXACT, [`${SERVICE_ACCOUNT} name`]: EXACT },
    ],
  },
  everybody: 'every service account that fits, and every one that somebody makes',
  id: "the service account's uid beside its sub",
  chosen: { 'kubernetes.io pod name': [`${SERVICE_ACCOUNT} uid`, 'sub'] },
};

const STS = 'https://sts.amazonaws.com/';

/** A role's unique id is not in the token, so a role made anew under the name can't be told from the first. */
const aws: Ci = {
  name: 'AWS',
  url: /^https:\/\/[^/]+\.tokens\.sts\.global\.api\./,
  speaks: ({ claim }) => claim[0] === STS,
  jobsOnly: true,
  tenancy: 'url',
  owner: { ids: [], names: [] },
  source: { ids: byClaim({ sub: /^arn:[^*]+$/, [`${STS} lambda_source_function_arn`]: EXACT }), names: [] },
  everybody: 'every role of the account that fits',
  id: "sub, the role's whole ARN",
  chosen: { [`${STS} request_tags`]: [`${STS} principal_tags`] },
};

const google: Ci = {
  name: 'Google',
  url: /^https:\/\/accounts\.google\.com$/,
  jobsOnly: false,
  tenancy: 'claims',
  // An issuer's require has to name accounts by their sub, so an address alone never stands for one.
  owner: { ids: byClaim({ sub: EXACT }), names: [] },
  source: { ids: byClaim({ sub: EXACT }), names: [] },
  everybody: 'every account',
  id: 'sub',
};

export const CLOUDS: readonly Ci[] = [kubernetes, aws, google];
