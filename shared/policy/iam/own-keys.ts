/**
 * What a user must be allowed to do with its own access keys, so that they can be rotated. The user's key signs these
 * calls, so no role of Portunus has a right in IAM. AWS gives the resource as `user/PATH/${aws:username}`.
 */
export const OWN_KEY_ACTIONS = [
  'iam:CreateAccessKey',
  'iam:DeleteAccessKey',
  'iam:ListAccessKeys',
  'iam:UpdateAccessKey',
] as const;
