import { readManagedPolicyArn, readRoleArn } from './arn.ts';
import { constraintFaults } from './assume-role-constraints.ts';
import type { AssumeRoleInput } from './assume-role-input.ts';
import { AwsError, validationError } from './aws-error.ts';
import { assertSessionPolicy } from './session-policy.ts';

const POLICY_PLAINTEXT_LIMIT = 2048;
const assertTagKeys = ({ tags, transitiveTagKeys }: AssumeRoleInput) => {
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
};

const assertPolicies = ({ policy, policyArns }: AssumeRoleInput, roleAccount: string) => {
  const foreign = policyArns.find((arn) => {
    const account = readManagedPolicyArn(arn)?.account;
    return account !== 'aws' && account !== roleAccount;
  });
  if (foreign !== undefined) throw validationError(`ARN ${foreign} is not valid.`);
  if (policy !== undefined) assertSessionPolicy(policy);
  const plaintextLength = [policy ?? '', ...policyArns].join('').length;
  if (plaintextLength > POLICY_PLAINTEXT_LIMIT) {
    const percent = Math.ceil((plaintextLength / POLICY_PLAINTEXT_LIMIT) * 100);
    const message = `Packed policy consumes ${percent}% of allotted space, please use smaller policy.`;
    throw new AwsError('PackedPolicyTooLarge', 400, message);
  }
};

/** An input that AWS would accept from somebody the role trusts. */
export interface ValidAssumeRole extends AssumeRoleInput {
  readonly roleArn: string;
  readonly roleSessionName: string;
}

/** Throws an AwsError unless each parameter by itself is as AWS wants it. */
export function assertAssumeRoleInput(input: AssumeRoleInput): asserts input is ValidAssumeRole {
  const faults = constraintFaults(input);
  if (faults.length > 0) {
    throw validationError(
      `${faults.length} validation error${faults.length > 1 ? 's' : ''} detected: ${faults.join('; ')}`,
    );
  }
  const role = readRoleArn(input.roleArn ?? '');
  if (role === undefined) throw validationError(`${input.roleArn} is invalid`);
  assertTagKeys(input);
  assertPolicies(input, role.account);
}
