import type * as v from 'valibot';
import type { DefinitionKind } from '../../shared/domain/definition.ts';
import { SCHEMAS } from '../../shared/domain/definitions.ts';
import type { FieldError } from '../../shared/domain/errors.ts';
import { didYouMean, parseWith } from '../../shared/domain/parse.ts';
import { PRINCIPAL_TYPES } from '../../shared/domain/principal-type.ts';
import { isJsonObject } from '../../shared/domain/strict-json.ts';
import { fieldsAt, nearest } from '../../shared/domain/suggest.ts';
import { CommandError } from '../command.ts';

/** A fault in a file. `place` is for example `portunus.yml:12`, and `detail` begins with the field. */
export interface FileFault {
  readonly place: string;
  readonly detail: string;
}

/** All faults in files. Commands with their own output format read them from here. */
export class FileFaults extends CommandError {
  readonly faults: readonly FileFault[];

  constructor(faults: readonly FileFault[]) {
    const sorted = inOrder(faults);
    super(sorted.map(({ place, detail }) => `${place}: ${detail}`));
    this.faults = sorted;
  }
}

/** Sorts faults by file, in the order in which files were read, and then by line. */
function inOrder(faults: readonly FileFault[]): readonly FileFault[] {
  const parts = ({ place }: FileFault) => {
    const colon = place.lastIndexOf(':');
    return { file: place.slice(0, colon), line: Number(place.slice(colon + 1)) };
  };
  const files = faults.map((fault) => parts(fault).file);
  return faults.toSorted((a, b) => {
    const [one, other] = [parts(a), parts(b)];
    return files.indexOf(one.file) - files.indexOf(other.file) || one.line - other.line;
  });
}

/** The parts of a schema that are inspected. Definitions use no others. */
interface Inspected {
  readonly type?: string;
  readonly entries?: Readonly<Record<string, Inspected>>;
  readonly wrapped?: Inspected;
  readonly item?: Inspected;
  readonly options?: readonly Inspected[];
}

/**
 * Returns every unknown field, with the known field that was probably meant. The schema library reports only the first
 * unknown field of an object, and none if a connector's type is unknown.
 */
export function unknownFields(schema: v.GenericSchema, written: unknown): readonly FieldError[] {
  return unknownIn(schema as Inspected, written).map(({ path, known }) => ({
    field: path.reduce<string>(
      (all, key) => (typeof key === 'number' ? `${all}[${key}]` : all ? `${all}.${key}` : key),
      '',
    ),
    detail: `is not a known field${didYouMean(path.at(-1), known)}`,
  }));
}

interface Unknown {
  readonly path: readonly (string | number)[];
  readonly known: readonly string[];
}

function unknownIn(schema: Inspected, value: unknown): readonly Unknown[] {
  if (schema.wrapped !== undefined) return unknownIn(schema.wrapped, value);
  if (Array.isArray(value)) {
    const { item = {} } = schema;
    return value.flatMap((one, index) => unknownIn(item, one).map(within(index)));
  }
  if (!isJsonObject(value)) return [];
  const objects = [schema, ...(schema.options ?? [])].filter(({ type }) => type === 'strict_object');
  if (objects.length === 0) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    const entry = objects.map(({ entries = {} }) => (Object.hasOwn(entries, name) ? entries[name] : undefined));
    const known = entry.find((one) => one !== undefined && !isNever(one)) ?? entry.find((one) => one !== undefined);
    return known === undefined
      ? [{ path: [name], known: fieldsAt(schema, []) }]
      : unknownIn(known, member).map(within(name));
  });
}

function within(key: string | number) {
  return ({ path, known }: Unknown): Unknown => ({ path: [key, ...path], known });
}

function isNever(schema: Inspected): boolean {
  return (schema.wrapped ?? schema).type === 'never';
}

/** Returns all faults of an entry that its schema refused, so that fixing one does not reveal the next. */
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

/** If the type is unknown, the schema checks nothing else. This finds the faults that do not depend on the type. */
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

type Raw = Readonly<Record<'issuers' | 'accounts' | 'connectors' | 'refreshJobs', readonly unknown[]>>;

/**
 * Returns references that are close to the names of other entries. They are reported beside faults that prevent the
 * real check of references. A name that is close to none may be stored, so it is no fault here.
 */
export function nameFaults(raw: Raw): readonly FieldError[] {
  const ids = {
    account: idsOf(raw.accounts),
    issuer: idsOf(raw.issuers),
    connector: idsOf(raw.connectors),
    refreshJob: idsOf(raw.refreshJobs),
  };
  const check = (entry: unknown, name: keyof typeof ids, path: string): readonly FieldError[] => {
    const id = isJsonObject(entry) ? entry[name] : undefined;
    const meant = typeof id !== 'string' || ids[name].includes(id) ? '' : didYouMean(id, ids[name]);
    return meant === '' ? [] : [{ field: `${path}.${name}`, detail: `is not defined in these files${meant}` }];
  };
  return [
    ...raw.connectors.flatMap((connector, index) => [
      ...check(connector, 'account', `connectors[${index}]`),
      ...grantsOf(connector).flatMap((grant, at) => [
        ...check(grant, 'issuer', `connectors[${index}].grants[${at}]`),
        ...check(grant, 'refreshJob', `connectors[${index}].grants[${at}]`),
      ]),
    ]),
    ...raw.refreshJobs.flatMap((job, index) => check(job, 'connector', `refreshJobs[${index}]`)),
  ];
}

function idsOf(entries: readonly unknown[]): readonly string[] {
  return entries.flatMap((entry) => (isJsonObject(entry) && typeof entry.id === 'string' ? [entry.id] : []));
}

function grantsOf(connector: unknown): readonly unknown[] {
  return isJsonObject(connector) && Array.isArray(connector.grants) ? connector.grants : [];
}
