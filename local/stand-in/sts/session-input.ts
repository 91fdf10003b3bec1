import { validationError } from '../core/aws-error.ts';
import type { CallParameters } from '../core/call-parameters.ts';
import { createFormTaker, type FormTaker } from '../http/query.ts';
import { type ListField, type Shape, TEXT_FIELDS, type TextField } from './session-shapes.ts';

export interface SessionTag {
  readonly key: string | undefined;
  readonly value: string | undefined;
}

/** The parameters of an action that issues a session. Parameters that the action lacks are always absent. */
export interface SessionInput extends Readonly<Record<TextField, string | undefined>> {
  readonly durationSeconds: number | undefined;
  readonly policyArns: readonly string[];
  readonly tags: readonly SessionTag[];
  readonly transitiveTagKeys: readonly string[];
}

function readInteger(text: string | undefined) {
  if (text === undefined) return undefined;
  if (!/^-?\d{1,10}$/.test(text)) {
    throw validationError(`1 validation error detected: Value '${text}' at 'durationSeconds' is not an integer`);
  }
  return Number(text);
}

function takeTag(taker: FormTaker) {
  return (prefix: string): SessionTag | undefined => {
    const tag = { key: taker.take(`${prefix}.Key`), value: taker.take(`${prefix}.Value`) };
    return tag.key === undefined && tag.value === undefined ? undefined : tag;
  };
}

const TEXT_NAMES = Object.keys(TEXT_FIELDS) as readonly TextField[];

function takeTexts(taker: FormTaker, { texts }: Shape) {
  return Object.fromEntries(
    TEXT_NAMES.map((field) => [field, field in texts ? taker.take(TEXT_FIELDS[field]) : undefined]),
  ) as Record<TextField, string | undefined>;
}

/** Parses a form without checking its values. Throws an AwsError for parameters that the action does not have. */
export function readSessionInput(form: ReadonlyMap<string, string>, shape: Shape): SessionInput {
  const taker = createFormTaker(form);
  taker.take('Action');
  taker.take('Version');
  const takeList = <T>(field: ListField, name: string, takeMember: (prefix: string) => T | undefined) =>
    shape.lists.includes(field) ? taker.takeList(name, takeMember) : [];
  const input = {
    ...takeTexts(taker, shape),
    durationSeconds: readInteger(taker.take('DurationSeconds')),
    policyArns: takeList('policyArns', 'PolicyArns', (prefix) => taker.take(`${prefix}.arn`)),
    tags: takeList('tags', 'Tags', takeTag(taker)),
    transitiveTagKeys: takeList('transitiveTagKeys', 'TransitiveTagKeys', taker.take),
  };
  taker.assertEmpty();
  return input;
}

/** Returns tags as an object without a prototype; see CallParameters. */
export function toTagRecord(tags: readonly SessionTag[]): Record<string, string> {
  const record: Record<string, string> = Object.create(null);
  for (const { key, value } of tags) if (key !== undefined) record[key] = value ?? '';
  return record;
}

/** Returns the input for comparison in tests: only what was sent, without tokens, assertions and one-time passwords. */
export function toCallParameters(input: SessionInput): CallParameters {
  const parameters = {
    roleArn: input.roleArn,
    roleSessionName: input.roleSessionName,
    durationSeconds: input.durationSeconds,
    externalId: input.externalId,
    sourceIdentity: input.sourceIdentity,
    policy: input.policy,
    policyArns: input.policyArns.length > 0 ? input.policyArns : undefined,
    tags: input.tags.length > 0 ? toTagRecord(input.tags) : undefined,
    transitiveTagKeys: input.transitiveTagKeys.length > 0 ? input.transitiveTagKeys : undefined,
    name: input.name,
    mfaSerialNumber: input.serialNumber,
    principalArn: input.principalArn,
    samlProviderArn: input.principalArn,
    providerId: input.providerId,
  };
  return Object.fromEntries(Object.entries(parameters).filter(([, value]) => value !== undefined));
}
