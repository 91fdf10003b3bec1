// Source: AWS IAM User Guide "Understanding token claims".
import { byClaim, EXACT } from '../conditions.ts';
import type { Ci } from './ci.ts';
import { DIGITS, prefixed } from './forms.ts';

const STS = 'https://sts.amazonaws.com/';

/** A token does not contain the role's unique id, so a role that is deleted and created again looks the same. */
export const aws: Ci = {
  name: 'AWS',
  url: /^https:\/\/[^/]+\.tokens\.sts\.global\.api\./,
  isCiByClaims: ({ claim }) => claim[0] === STS,
  jobsOnly: true,
  tenancy: 'url',
  owner: { ids: [], names: [] },
  source: { ids: byClaim({ sub: /^arn:[^*]+$/, [`${STS} lambda_source_function_arn`]: EXACT }), names: [] },
  wideSubject: 'every role of the account that fits',
  id: "sub, the role's whole ARN",
  jobControlledClaims: { [`${STS} request_tags`]: [`${STS} principal_tags`] },
  claims: { chosen: [`${STS} request_tags`] },
  claimForms: {
    sub: { forms: ['arn:*:iam::<digits>:role/**', 'arn:*:iam::<digits>:user/**'], like: "a role's ARN" },
    [`${STS} aws_account`]: DIGITS,
    [`${STS} org_id`]: prefixed('o-'),
  },
  sharedAudiences: [/^(?:https:\/\/)?sts\.amazonaws\.com(?:\.cn)?\/?$/],
};
