import { AwsError } from '../core/aws-error.ts';
import type { MemberRule, Shape, Tag } from './json-shape.ts';

const MAX_TAGS = 50;
const TAG_TEXT = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

function sizeOf(value: unknown, { inBytes }: MemberRule) {
  if (typeof value === 'string') return inBytes ? Buffer.byteLength(value) : value.length;
  return Array.isArray(value) ? value.length : 0;
}

/** In AWS's words, which do not repeat the value here: it may be a secret. */
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

/** Throws a ValidationException about the first member that the service model has something against. */
export function assertConstraints(input: Readonly<Record<string, unknown>>, shape: Shape): void {
  for (const [name, rule] of Object.entries(shape)) {
    const fault = faultOf(input[name], rule);
    if (fault === undefined) continue;
    const member = `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
    const message = `1 validation error detected: Value at '${member}' failed to satisfy constraint: ${fault}`;
    throw new AwsError('ValidationException', 400, message);
  }
}
