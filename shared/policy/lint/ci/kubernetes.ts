// Source: Kubernetes "Managing Service Accounts".
import { byClaim, claimName, EXACT } from '../conditions.ts';
import type { Ci } from './ci.ts';
import { ANY_UUID, reviewed } from './forms.ts';

const SERVICE_ACCOUNT = 'kubernetes.io serviceaccount';
const isOfServiceAccount = /^system:serviceaccount:/;

export const kubernetes: Ci = {
  name: 'Kubernetes',
  url: /^https:\/\/(?:oidc\.eks\.[^/]+\/id\/|container\.googleapis\.com\/v1\/projects\/|[^/]+\.oic\.prod-aks\.azure\.com\/)/,
  isCiByClaims: ({ claim, anyOf }) =>
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
  wideSubject: 'every service account that fits, and every one that somebody makes',
  id: "the service account's uid beside its sub",
  jobControlledClaims: { 'kubernetes.io pod name': [`${SERVICE_ACCOUNT} uid`, 'sub'] },
  claims: { chosen: ['kubernetes.io pod name'] },
  claimForms: {
    [`${SERVICE_ACCOUNT} uid`]: ANY_UUID,
    'kubernetes.io pod uid': ANY_UUID,
    'kubernetes.io namespace': { never: /[A-Z_/:]/, like: 'in small letters, digits and -' },
    [`${SERVICE_ACCOUNT} name`]: { never: /[A-Z_/:]/, like: 'in small letters, digits, - and .' },
  },
  subjectForms: {
    begins: ['system:'],
    forms: reviewed('system:serviceaccount:*:*', 'system:node:*'),
    like: 'system:serviceaccount:NAMESPACE:NAME',
  },
  pitfalls: [
    {
      rule: 'default-service-account',
      isIn: ({ claim, anyOf }) => {
        if (claimName(claim) === `${SERVICE_ACCOUNT} name`) return anyOf.includes('default');
        return claimName(claim) === 'sub' && anyOf.some((text) => text.endsWith(':default'));
      },
      detail: 'Every pod of the namespace that names no account has this one. Make a service account for this alone.',
    },
  ],
  sharedAudiences: [/^(?:https:\/\/)?kubernetes(?:\.default)?(?:\.svc.*)?$/],
};
