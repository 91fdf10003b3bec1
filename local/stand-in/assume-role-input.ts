import { validationError } from './aws-error.ts';
import { createFormTaker, type FormTaker } from './query.ts';
import type { CallParameters } from './state.ts';

interface SessionTag {
  readonly key: string | undefined;
  readonly value: string | undefined;
}

/** The parameters of AssumeRole, read off the wire and not yet judged. */
export interface AssumeRoleInput {
  readonly roleArn: string | undefined;
  readonly roleSessionName: string | undefined;
  readonly durationSeconds: number | undefined;
  readonly externalId: string | undefined;
  readonly sourceIdentity: string | undefined;
  readonly policy: string | undefined;
  readonly policyArns: readonly string[];
  readonly tags: readonly SessionTag[];
  readonly transitiveTagKeys: readonly string[];
}

const readInteger = (text: string | undefined) => {
  if (text === undefined) return undefined;
  if (!/^-?\d{1,10}$/.test(text)) {
    throw validationError(`1 validation error detected: Value '${text}' at 'durationSeconds' is not an integer`);
  }
  return Number(text);
};

const takeTag =
  (taker: FormTaker) =>
  (prefix: string): SessionTag | undefined => {
    const tag = { key: taker.take(`${prefix}.Key`), value: taker.take(`${prefix}.Value`) };
    return tag.key === undefined && tag.value === undefined ? undefined : tag;
  };

/** Reads a form; throws an AwsError for any parameter that this stand-in does not know. */
export const readAssumeRoleInput = (form: ReadonlyMap<string, string>): AssumeRoleInput => {
  const taker = createFormTaker(form);
  taker.take('Action');
  taker.take('Version');
  const input = {
    roleArn: taker.take('RoleArn'),
    roleSessionName: taker.take('RoleSessionName'),
    durationSeconds: readInteger(taker.take('DurationSeconds')),
    externalId: taker.take('ExternalId'),
    sourceIdentity: taker.take('SourceIdentity'),
    policy: taker.take('Policy'),
    policyArns: taker.takeList('PolicyArns', (prefix) => taker.take(`${prefix}.arn`)),
    tags: taker.takeList('Tags', takeTag(taker)),
    transitiveTagKeys: taker.takeList('TransitiveTagKeys', taker.take),
  };
  taker.assertEmpty();
  return input;
};

const toRecord = (tags: readonly SessionTag[]) => {
  const record: Record<string, string> = Object.create(null);
  for (const { key, value } of tags) if (key !== undefined) record[key] = value ?? '';
  return record;
};

/** The input as tests want to compare it: only what was sent. */
export const toCallParameters = (input: AssumeRoleInput): CallParameters => ({
  ...(input.roleArn !== undefined && { roleArn: input.roleArn }),
  ...(input.roleSessionName !== undefined && { roleSessionName: input.roleSessionName }),
  ...(input.durationSeconds !== undefined && { durationSeconds: input.durationSeconds }),
  ...(input.externalId !== undefined && { externalId: input.externalId }),
  ...(input.sourceIdentity !== undefined && { sourceIdentity: input.sourceIdentity }),
  ...(input.policy !== undefined && { policy: input.policy }),
  ...(input.policyArns.length > 0 && { policyArns: input.policyArns }),
  ...(input.tags.length > 0 && { tags: toRecord(input.tags) }),
  ...(input.transitiveTagKeys.length > 0 && { transitiveTagKeys: input.transitiveTagKeys }),
});
