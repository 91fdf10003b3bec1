import { readManagedPolicyArn, readRoleArn } from '../core/arn.ts';
import { AwsError, validationError } from '../core/aws-error.ts';
import type { SessionInput } from './session-input.ts';
import { assertSessionPolicy } from './session-policy.ts';
import {
  CLAIMS,
  POLICY_ARN,
  type Shape,
  TAG_KEY,
  TAG_VALUE,
  TEXT_FIELDS,
  type TextField,
  type TextRule,
} from './session-shapes.ts';

function violation(value: string | number, member: string, constraint: string) {
  return `Value '${value}' at '${member}' failed to satisfy constraint: Member must ${constraint}`;
}

function textFaults(member: string, value: string | undefined, rule: TextRule) {
  if (value === undefined) {
    return rule.isRequired ? [`Value null at '${member}' failed to satisfy constraint: Member must not be null`] : [];
  }
  const { min, max, pattern } = rule;
  const shown = rule.isSecret ? '***' : value;
  const faults: string[] = [];
  if (value.length < min) faults.push(violation(shown, member, `have length greater than or equal to ${min}`));
  if (value.length > max) faults.push(violation(shown, member, `have length less than or equal to ${max}`));
  if (!new RegExp(`^(?:${pattern})$`, 'u').test(value)) {
    faults.push(violation(shown, member, `satisfy regular expression pattern: ${pattern}`));
  }
  return faults;
}

/** Returns the parameter's name as refusals write it, with a small first letter. */
function memberOf(field: TextField) {
  return TEXT_FIELDS[field].replace(/^./, (letter) => letter.toLowerCase());
}

function countFaults(member: string, values: readonly unknown[], max: number) {
  return values.length > max
    ? [violation(`${values.length} entries`, member, `have length less than or equal to ${max}`)]
    : [];
}

function durationFaults(seconds: number | undefined, { min, max }: Shape['seconds']) {
  if (seconds === undefined) return [];
  if (seconds < min) return [violation(seconds, 'durationSeconds', `have value greater than or equal to ${min}`)];
  if (seconds > max) return [violation(seconds, 'durationSeconds', `have value less than or equal to ${max}`)];
  return [];
}

/** Returns the violations of the service model, in AWS's words. The list is empty if there are none. */
export function constraintFaults(input: SessionInput, { texts, seconds }: Shape): readonly string[] {
  return [
    ...(Object.entries(texts) as [TextField, TextRule][]).flatMap(([field, rule]) =>
      textFaults(memberOf(field), input[field], rule),
    ),
    ...durationFaults(input.durationSeconds, seconds),
    ...countFaults('policyArns', input.policyArns, 10),
    ...input.policyArns.flatMap((arn, index) => textFaults(`policyArns.${index + 1}.member.arn`, arn, POLICY_ARN)),
    ...countFaults('tags', input.tags, 50),
    ...input.tags.flatMap(({ key, value }, index) => [
      ...textFaults(`tags.${index + 1}.member.key`, key, TAG_KEY),
      ...textFaults(`tags.${index + 1}.member.value`, value, TAG_VALUE),
    ]),
    ...countFaults('transitiveTagKeys', input.transitiveTagKeys, 50),
    ...input.transitiveTagKeys.flatMap((key, index) =>
      textFaults(`transitiveTagKeys.${index + 1}.member`, key, TAG_KEY),
    ),
  ];
}

const PACKED_LIMIT_CHARACTERS = 2048;

/** Throws a ValidationError that lists every violation of the service model. */
export function assertConstraints(input: SessionInput, shape: Shape): void {
  const faults = constraintFaults(input, shape);
  if (faults.length === 0) return;
  const count = `${faults.length} validation error${faults.length > 1 ? 's' : ''} detected`;
  throw validationError(`${count}: ${faults.join('; ')}`);
}

/** Throws an AwsError for conflicting tag keys. */
export function assertTagKeys({ tags, transitiveTagKeys }: SessionInput): void {
  const keys = tags.map(({ key = '' }) => key.toLowerCase());
  if (keys.some((key) => key.startsWith('aws:'))) {
    throw validationError("Tag keys must not start with the reserved prefix 'aws:'.");
  }
  if (new Set(keys).size < keys.length) {
    const message = 'Duplicate tag keys found. Please note that Tag keys are case insensitive.';
    throw new AwsError('InvalidParameterValue', 400, message);
  }
  if (transitiveTagKeys.some((key) => !keys.includes(key.toLowerCase()))) {
    const message = 'The specified transitive tag key must be included in the requested tags.';
    throw new AwsError('InvalidParameterValue', 400, message);
  }
}

/**
 * Throws an AwsError unless the policies belong to `account` or AWS, are well-formed, and are together short enough.
 */
export function assertPolicies({ policy, policyArns }: SessionInput, account: string): void {
  const foreign = policyArns.find((arn) => {
    const owner = readManagedPolicyArn(arn)?.account;
    return owner !== 'aws' && owner !== account;
  });
  if (foreign !== undefined) throw validationError(`ARN ${foreign} is not valid.`);
  if (policy !== undefined) assertSessionPolicy(policy);
  const plaintextLength = [policy ?? '', ...policyArns].join('').length;
  if (plaintextLength > PACKED_LIMIT_CHARACTERS) {
    const percent = Math.ceil((plaintextLength / PACKED_LIMIT_CHARACTERS) * 100);
    const message = `Packed policy consumes ${percent}% of allotted space, please use smaller policy.`;
    throw new AwsError('PackedPolicyTooLarge', 400, message);
  }
}

/** Throws an AwsError if a parameter is invalid by itself. Returns the role's account. */
export function assertRoleInput(input: SessionInput, shape: Shape): string {
  assertConstraints(input, shape);
  const role = readRoleArn(input.roleArn ?? '');
  if (role === undefined) throw validationError(`${input.roleArn} is invalid`);
  assertTagKeys(input);
  assertPolicies(input, role.account);
  return role.account;
}

/** Throws an AwsError for tags or a source identity in a token or assertion that would be invalid as parameters. */
export function assertClaims(input: SessionInput): void {
  assertConstraints({ ...input, durationSeconds: undefined, policyArns: [] }, CLAIMS);
  assertTagKeys(input);
}

/**
 * Returns the percentage of the allowed size, up to 100. AWS measures a packed size that it does not explain, so this
 * uses the plain length.
 */
export function packedPolicySize({ policy = '', policyArns, tags }: SessionInput): number {
  const plaintext = [policy, ...policyArns, ...tags.flatMap(({ key = '', value = '' }) => [key, value])].join('');
  return Math.min(100, Math.ceil((plaintext.length / PACKED_LIMIT_CHARACTERS) * 100));
}
