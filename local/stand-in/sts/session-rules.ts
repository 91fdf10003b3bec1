import { readManagedPolicyArn, readRoleArn } from '../core/arn.ts';
import { AwsError, validationError } from '../core/aws-error.ts';
import { constraintFaults } from './session-constraints.ts';
import type { SessionInput } from './session-input.ts';
import { assertSessionPolicy } from './session-policy.ts';
import { CLAIMS, type Shape } from './session-shapes.ts';

const PACKED_LIMIT_CHARACTERS = 2048;

/** Throws a ValidationError that tells all that the service model has against the parameters. */
export function assertConstraints(input: SessionInput, shape: Shape): void {
  const faults = constraintFaults(input, shape);
  if (faults.length === 0) return;
  const count = `${faults.length} validation error${faults.length > 1 ? 's' : ''} detected`;
  throw validationError(`${count}: ${faults.join('; ')}`);
}

/** Throws an AwsError for tags that cannot stand beside each other. */
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

/** Throws an AwsError unless the policies are of `account` or of AWS, well-formed and not too long together. */
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

/** Throws an AwsError unless each parameter by itself is as AWS wants it; gives the role's account. */
export function assertRoleInput(input: SessionInput, shape: Shape): string {
  assertConstraints(input, shape);
  const role = readRoleArn(input.roleArn ?? '');
  if (role === undefined) throw validationError(`${input.roleArn} is invalid`);
  assertTagKeys(input);
  assertPolicies(input, role.account);
  return role.account;
}

/** Throws an AwsError for tags or a source identity in a token or assertion that no parameter could have. */
export function assertClaims(input: SessionInput): void {
  assertConstraints({ ...input, durationSeconds: undefined, policyArns: [] }, CLAIMS);
  assertTagKeys(input);
}

/** AWS tells the percentage of a packed size that it does not explain; here it is the plain length's, up to 100. */
export function packedPolicySize({ policy = '', policyArns, tags }: SessionInput): number {
  const plaintext = [policy, ...policyArns, ...tags.flatMap(({ key = '', value = '' }) => [key, value])].join('');
  return Math.min(100, Math.ceil((plaintext.length / PACKED_LIMIT_CHARACTERS) * 100));
}
