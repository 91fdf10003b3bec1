import type { AuditRecord } from './records.ts';

/** A field of a record by its path, such as `issued.sessionArn`. */
export interface FieldOfRecord {
  readonly path: string;
  readonly text: string;
}

export type FieldGroup = 'request' | 'caller' | 'decision' | 'issued' | 'change';

const GROUPS: Readonly<Record<FieldGroup, readonly string[]>> = {
  request: ['requestId', 'sourceIp', 'userAgent', 'route', 'code', 'reason', 'asked'],
  caller: ['caller'],
  decision: ['connectorId', 'connectorVersion', 'connectorDefinedBy', 'allowedBy', 'grant', 'grantSha256'],
  issued: ['issued'],
  change: ['kind', 'id', 'version', 'replaces', 'restores', 'fields'],
};

/** What the head of the record shows, or a part of its own. */
const ELSEWHERE = ['time', 'action', 'outcome', 'item', 'conditions', 'shortened'];

/**
 * The fields of a record in groups, each with its text. Fields of a newer service that nobody knows here are at the end of
 * the first group, so that none is left out.
 */
export function fieldsOf(record: AuditRecord): readonly { group: FieldGroup; fields: readonly FieldOfRecord[] }[] {
  const known = [...Object.values(GROUPS).flat(), ...ELSEWHERE];
  const values: Readonly<Record<string, unknown>> = { ...record };
  const others = Object.keys(values).filter((name) => !known.includes(name));
  return (Object.keys(GROUPS) as FieldGroup[]).flatMap((group) => {
    const names = group === 'request' ? [...GROUPS[group], ...others] : GROUPS[group];
    const fields = names.flatMap((name) => partsOf(name, values[name]));
    return fields.length === 0 ? [] : [{ group, fields }];
  });
}

/** The parts of what is an object by itself are fields of their own, but a grant and what was asked for stay whole. */
const TAKEN_APART = ['caller', 'issued'];

function partsOf(path: string, value: unknown): readonly FieldOfRecord[] {
  if (value === undefined) return [];
  if (TAKEN_APART.includes(path) && typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([name, part]) => partsOf(`${path}.${name}`, part));
  }
  return [{ path, text: textOf(value) }];
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value.join(', ');
  return JSON.stringify(value);
}
