import { isDeepStrictEqual } from 'node:util';
import type { StoredDefinition } from '../../domain/definition.ts';
import { type FieldError, PortunusError } from '../../domain/errors.ts';
import { shownName } from '../../domain/parse.ts';
import { isJsonObject } from '../../domain/strict-json.ts';
import type { DefinitionName } from '../../policy/definitions/references.ts';
import type { ReadDefinition } from './ports.ts';

type Fields = Readonly<Record<string, unknown>>;

/** What is wrong with a write over a definition of a newer release, if the write would lose something. */
export function lossOf(
  { kind, id }: DefinitionName,
  written: unknown,
  stored: StoredDefinition | undefined,
): string | undefined {
  if (stored?.newer === undefined) return undefined;
  const { value, newer } = stored;
  const remedy = `use that release, or go back with portunus restore ${kind} ${id} --version N`;
  if (newer.fields.length === 0) return `is of a newer release, and this one cannot read it: ${remedy}`;
  const lost = newer.fields.filter((name) => !isDeepStrictEqual(memberOf(written, name), memberOf(value, name)));
  return lost.length === 0 ? undefined : `would lose ${lost.map(shownName).join(', ')} of a newer release: ${remedy}`;
}

function memberOf(definition: unknown, name: string): unknown {
  return isJsonObject(definition) ? definition[name] : undefined;
}

/** Refuses to patch what cannot be read. */
export function assertReadable(name: DefinitionName, stored: StoredDefinition): void {
  if (stored.newer === undefined || stored.newer.fields.length > 0) return;
  const errors = [{ field: 'body', detail: lossOf(name, undefined, stored) ?? '' }] satisfies FieldError[];
  throw new PortunusError('conflict', 'request', { errors });
}

/**
 * Splits off the fields of a newer release that the caller sent back unchanged. This release cannot check them, so they
 * must stay as they are.
 */
export function splitNewer(
  given: Fields,
  { value, newer }: StoredDefinition,
): { readonly known: Fields; readonly kept: Fields } {
  const isKept = ([name, sent]: [string, unknown]) =>
    newer?.fields.includes(name) === true && isDeepStrictEqual(sent, memberOf(value, name));
  const members = Object.entries(given);
  return {
    known: Object.fromEntries(members.filter((member) => !isKept(member))),
    kept: Object.fromEntries(members.filter(isKept)),
  };
}

/** Reads without what a newer release wrote: a restore goes back to before that, and the versions keep it. */
export function withoutNewer(read: ReadDefinition): ReadDefinition {
  return async (kind, id, call) => {
    const stored = await read(kind, id, call);
    return stored && { version: stored.version, value: stored.value };
  };
}
