// Source: Google Cloud "Get an ID token".
import { byClaim, EXACT } from '../conditions.ts';
import type { Ci } from './ci.ts';
import { DIGITS, FLAG } from './forms.ts';

export const google: Ci = {
  name: 'Google',
  url: /^https:\/\/accounts\.google\.com$/,
  jobsOnly: false,
  tenancy: 'claims',
  tokensWithoutId: true,
  // An issuer's `require` has to identify accounts by `sub`, because an address can pass to another account.
  owner: { ids: byClaim({ sub: EXACT }), names: [] },
  source: { ids: byClaim({ sub: EXACT }), names: [] },
  wideSubject: 'every account',
  id: 'sub',
  claims: { anywhere: ['email_verified'] },
  claimForms: { sub: DIGITS, email: { never: /^[^@*]+$/, like: 'an address' }, email_verified: FLAG },
  sharedAudiences: [/^(?:https:)?\/\/iam\.googleapis\.com\//],
};
