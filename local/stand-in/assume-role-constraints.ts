import type { AssumeRoleInput } from './assume-role-input.ts';

const NAME = '[\\w+=,.@-]*';
const ANY_TEXT = '[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u0085\\u00A0-\\uD7FF\\uE000-\\uFFFD\\u{10000}-\\u{10FFFF}]+';

interface TextRule {
  readonly min: number;
  readonly max: number;
  readonly pattern: string;
  readonly isRequired?: boolean;
}

const ROLE_ARN: TextRule = { min: 20, max: 2048, pattern: ANY_TEXT, isRequired: true };
const ROLE_SESSION_NAME: TextRule = { min: 2, max: 64, pattern: NAME, isRequired: true };
/** The pattern has no colon, so the reserved prefix `aws:` needs no rule of its own. */
const SOURCE_IDENTITY: TextRule = { min: 2, max: 64, pattern: NAME };
const EXTERNAL_ID: TextRule = { min: 2, max: 1224, pattern: '[\\w+=,.@:\\/-]*' };
const POLICY: TextRule = { min: 1, max: Number.POSITIVE_INFINITY, pattern: '[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+' };
const POLICY_ARN: TextRule = { min: 20, max: 2048, pattern: ANY_TEXT };
const TAG_KEY: TextRule = { min: 1, max: 128, pattern: '[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+', isRequired: true };
const TAG_VALUE: TextRule = { min: 0, max: 256, pattern: '[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*', isRequired: true };

const violation = (value: string | number, member: string, constraint: string) =>
  `Value '${value}' at '${member}' failed to satisfy constraint: Member must ${constraint}`;

const textFaults = (member: string, value: string | undefined, { min, max, pattern, isRequired }: TextRule) => {
  if (value === undefined) {
    return isRequired ? [`Value null at '${member}' failed to satisfy constraint: Member must not be null`] : [];
  }
  const faults: string[] = [];
  if (value.length < min) faults.push(violation(value, member, `have length greater than or equal to ${min}`));
  if (value.length > max) faults.push(violation(value, member, `have length less than or equal to ${max}`));
  if (!new RegExp(`^(?:${pattern})$`, 'u').test(value)) {
    faults.push(violation(value, member, `satisfy regular expression pattern: ${pattern}`));
  }
  return faults;
};

const countFaults = (member: string, values: readonly unknown[], max: number) =>
  values.length > max
    ? [violation(`${values.length} entries`, member, `have length less than or equal to ${max}`)]
    : [];

const durationFaults = (seconds = 3600) => {
  if (seconds < 900) return [violation(seconds, 'durationSeconds', 'have value greater than or equal to 900')];
  if (seconds > 43200) return [violation(seconds, 'durationSeconds', 'have value less than or equal to 43200')];
  return [];
};

/** What the service model says against the parameters, in AWS's words; empty when nothing. */
export const constraintFaults = (input: AssumeRoleInput): readonly string[] => [
  ...textFaults('roleArn', input.roleArn, ROLE_ARN),
  ...textFaults('roleSessionName', input.roleSessionName, ROLE_SESSION_NAME),
  ...durationFaults(input.durationSeconds),
  ...textFaults('externalId', input.externalId, EXTERNAL_ID),
  ...textFaults('sourceIdentity', input.sourceIdentity, SOURCE_IDENTITY),
  ...textFaults('policy', input.policy, POLICY),
  ...countFaults('policyArns', input.policyArns, 10),
  ...input.policyArns.flatMap((arn, index) => textFaults(`policyArns.${index + 1}.member.arn`, arn, POLICY_ARN)),
  ...countFaults('tags', input.tags, 50),
  ...input.tags.flatMap(({ key, value }, index) => [
    ...textFaults(`tags.${index + 1}.member.key`, key, TAG_KEY),
    ...textFaults(`tags.${index + 1}.member.value`, value, TAG_VALUE),
  ]),
  ...countFaults('transitiveTagKeys', input.transitiveTagKeys, 50),
  ...input.transitiveTagKeys.flatMap((key, index) => textFaults(`transitiveTagKeys.${index + 1}.member`, key, TAG_KEY)),
];
