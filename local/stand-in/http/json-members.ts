import { AwsError } from '../core/aws-error.ts';
import type { CallParameters } from '../core/call-parameters.ts';
import { assertConstraints } from './json-constraints.ts';
import type { Kinds, Members, Shape, Tag } from './json-shape.ts';
import type { Call } from '../core/service.ts';

function malformed(message: string) {
  return new AwsError('SerializationException', 400, message);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown) {
  return typeof value === 'string';
}

function isTag(value: unknown) {
  return isObject(value) && Object.keys(value).toSorted().join() === 'Key,Value' && Object.values(value).every(isText);
}

const IS_OF_KIND: Readonly<Record<keyof Kinds, (value: unknown) => boolean>> = {
  text: isText,
  flag: (value) => typeof value === 'boolean',
  texts: (value) => Array.isArray(value) && value.every(isText),
  tags: (value) => Array.isArray(value) && value.every(isTag),
};

function readObject(body: Buffer) {
  let input: unknown;
  try {
    input = JSON.parse(body.toString('utf8'));
  } catch {
    throw malformed('The request body is not valid JSON');
  }
  if (isObject(input)) return input;
  throw malformed('The request is not a structure');
}

/** Without a prototype, as CallParameters says. */
export function toTagRecord(tags: readonly Tag[] = []): Readonly<Record<string, string>> {
  const record: Record<string, string> = Object.create(null);
  for (const { Key, Value } of tags) record[Key] = Value;
  return record;
}

function toParameters(input: Readonly<Record<string, unknown>>, shape: Shape): CallParameters {
  const shown = Object.entries(input).filter(([name]) => shape[name]?.isSecret !== true);
  const parameters = shown.map(([name, value]) => [
    `${name.charAt(0).toLowerCase()}${name.slice(1)}`,
    shape[name]?.kind === 'tags' ? toTagRecord(value as readonly Tag[]) : value,
  ]);
  return Object.fromEntries(parameters);
}

/**
 * Reads, records and judges a request. AWS passes over a member that it does not know; here it is refused, and so is
 * one that the shape leaves out as nothing here honours it.
 */
export function takeMembers<S extends Shape>(call: Call, shape: S): Members<S> {
  const input = readObject(call.request.body);
  for (const [name, value] of Object.entries(input)) {
    const rule = Object.hasOwn(shape, name) ? shape[name] : undefined;
    if (rule === undefined) throw malformed(`The member ${name} is not known`);
    if (!IS_OF_KIND[rule.kind](value)) throw malformed(`The member ${name} is not of its type`);
  }
  call.record(toParameters(input, shape));
  assertConstraints(input, shape);
  return input as Members<S>;
}
