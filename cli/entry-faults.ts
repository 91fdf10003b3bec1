import type { DefinitionKind } from '../shared/domain/definition.ts';
import { SCHEMAS } from '../shared/domain/definitions.ts';
import type { FieldError } from '../shared/domain/errors.ts';
import { parseWith } from '../shared/domain/parse.ts';
import { PRINCIPAL_TYPES } from '../shared/domain/principal-type.ts';
import { isJsonObject } from '../shared/domain/strict-json.ts';
import { nearest } from '../shared/domain/suggest.ts';
import { unknownFields } from './unknown-fields.ts';

/** Everything that is wrong with an entry that its schema refused, at once: mending one fault should not show the next. */
export function entryFaults(
  kind: DefinitionKind,
  entry: unknown,
  refused: readonly FieldError[],
): readonly FieldError[] {
  const faults = [...refused.filter(isOther), ...behindTheType(kind, entry, refused)];
  return [...faults, ...unknownFields(SCHEMAS[kind], entry)];
}

function isOther({ detail }: FieldError): boolean {
  return !detail.startsWith('is not a known field');
}

/** Without a type that there is, the schema looks at nothing else: then what is wrong whatever the type is looked for. */
function behindTheType(kind: DefinitionKind, entry: unknown, refused: readonly FieldError[]): readonly FieldError[] {
  if (kind !== 'connector' || !isJsonObject(entry) || !refused.some(({ field }) => field === 'principalType'))
    return [];
  const written = Object.entries(entry).find(([name]) => nearest(name, ['principalType']) !== undefined)?.[1];
  const principalType = nearest(String(written), Object.keys(PRINCIPAL_TYPES)) ?? 'assumed-role';
  const parsed = parseWith(SCHEMAS.connector, { ...entry, principalType }, '');
  if (parsed.ok) return [];
  return parsed.errors.filter((fault) => isOther(fault) && Object.hasOwn(entry, topOf(fault)) && !isOfType(fault));
}

function topOf({ field }: FieldError): string {
  return field.split(/[.[]/)[0] ?? '';
}
function isOfType({ detail }: FieldError): boolean {
  return /^is not taken by | for [a-z-]+$/.test(detail);
}
