import { AwsError } from '../core/aws-error.ts';
import type { CallParameters } from '../core/call-parameters.ts';
import type { Call } from '../core/service.ts';

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** The TypeScript type of each kind of member. */
export interface Kinds {
  readonly text: string;
  readonly flag: boolean;
  readonly texts: readonly string[];
  /** Bytes as Base64. */
  readonly blob: string;
  readonly tags: readonly Tag[];
}

/** The constraints that the service model has for a member of a JSON request. */
export interface MemberRule {
  readonly kind: keyof Kinds;
  readonly isRequired?: true;
  /** The least number of characters of a text, or of items of a list. */
  readonly min?: number;
  readonly max?: number;
  /** Whether a text's length counts its UTF-8 bytes. */
  readonly inBytes?: true;
  /** The pattern that a whole text must match, or each text of a list. */
  readonly pattern?: RegExp;
  readonly values?: readonly string[];
  /** Whether records must not contain the value. */
  readonly isSecret?: true;
}

export type Shape = Readonly<Record<string, MemberRule>>;

type Required<S extends Shape> = { [M in keyof S]: S[M] extends { isRequired: true } ? M : never }[keyof S];

/** A request's members, after their shape was checked. */
export type Members<S extends Shape> = { readonly [M in Required<S>]: Kinds[S[M]['kind']] } & {
  readonly [M in Exclude<keyof S, Required<S>>]?: Kinds[S[M]['kind']];
};

function malformed(message: string) {
  return new AwsError('SerializationException', 400, message);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isTag(value: unknown) {
  return isObject(value) && Object.keys(value).toSorted().join() === 'Key,Value' && Object.values(value).every(isText);
}

const IS_OF_KIND: Readonly<Record<keyof Kinds, (value: unknown) => boolean>> = {
  text: isText,
  flag: (value) => typeof value === 'boolean',
  texts: (value) => Array.isArray(value) && value.every(isText),
  blob: (value) => isText(value) && Buffer.from(value, 'base64').toString('base64') === value,
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

/** Returns tags as an object without a prototype; see CallParameters. */
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
 * Parses, records and checks a request. AWS ignores unknown members. Here they are refused, and so are members that the
 * stand-in does not implement, because a test must not depend on something that has no effect.
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

const MAX_TAGS = 50;
const TAG_TEXT = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

function sizeOf(value: unknown, { inBytes, kind }: MemberRule) {
  if (kind === 'blob') return Buffer.from(String(value), 'base64').length;
  if (typeof value === 'string') return inBytes ? Buffer.byteLength(value) : value.length;
  return Array.isArray(value) ? value.length : 0;
}

/** Describes a wrong size in AWS's words. It omits the value, which AWS repeats, because it may be a secret. */
function sizeFault(value: unknown, rule: MemberRule): string | undefined {
  const { min = 0, max = Number.POSITIVE_INFINITY } = rule;
  const size = sizeOf(value, rule);
  if (size < min) return `Member must have length greater than or equal to ${min}`;
  return size > max ? `Member must have length less than or equal to ${max}` : undefined;
}

function textFault(value: unknown, { pattern, values }: MemberRule): string | undefined {
  const texts = [value].flat().filter((text) => typeof text === 'string');
  if (pattern !== undefined && !texts.every((text) => pattern.test(text))) {
    return `Member must satisfy regular expression pattern: ${pattern.source}`;
  }
  if (values === undefined || texts.every((text) => values.includes(text))) return undefined;
  return `Member must satisfy enum value set: [${values.join(', ')}]`;
}

function tagsFault(tags: readonly Tag[]): string | undefined {
  const keys = tags.map(({ Key }) => Key);
  if (tags.length > MAX_TAGS) return `Member must have length less than or equal to ${MAX_TAGS}`;
  if (keys.some((key) => key.length < 1 || key.length > 128)) return 'A key must have a length from 1 to 128';
  if (tags.some(({ Value }) => Value.length > 256)) return 'A value must have a length of at most 256';
  if (tags.some(({ Key, Value }) => !TAG_TEXT.test(Key + Value))) return `A tag must satisfy ${TAG_TEXT.source}`;
  if (keys.some((key) => key.toLowerCase().startsWith('aws:'))) return 'A key must not start with aws:';
  return new Set(keys).size < keys.length ? 'A key must not be there twice' : undefined;
}

function faultOf(value: unknown, rule: MemberRule): string | undefined {
  if (value === undefined) return rule.isRequired ? 'Member must not be null' : undefined;
  if (rule.kind === 'tags') return tagsFault(value as readonly Tag[]);
  return sizeFault(value, rule) ?? textFault(value, rule);
}

/** Throws a ValidationException for the first member that violates the service model. */
export function assertConstraints(input: Readonly<Record<string, unknown>>, shape: Shape): void {
  for (const [name, rule] of Object.entries(shape)) {
    const fault = faultOf(input[name], rule);
    if (fault === undefined) continue;
    const member = `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
    const message = `1 validation error detected: Value at '${member}' failed to satisfy constraint: ${fault}`;
    throw new AwsError('ValidationException', 400, message);
  }
}
