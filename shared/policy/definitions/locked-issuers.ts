import type { DefinitionKind } from '../../domain/definition.ts';
import { isJsonObject } from '../../domain/strict-json.ts';

/** The issuers that change by deployment alone: these ids, or all there are and will be. */
export type LockedIssuers = readonly string[] | 'all';

interface Changing {
  readonly kind: DefinitionKind;
  readonly id: string;
  readonly before?: unknown;
  /** Absent for a deletion. */
  readonly definition?: unknown;
}

/**
 * Says that a definition may not change over the API. `undefined` if it may. A lock of any issuer covers all that have
 * `adminGroups`, before or after the change. Otherwise an administrator could go round it with an issuer of their own,
 * whose people administer.
 */
export function whyLocked({ kind, id, before, definition }: Changing, locked: LockedIssuers): string | undefined {
  if (kind !== 'issuer' || locked.length === 0) return undefined;
  const how = 'apply it with --direct, or change the setting PORTUNUS_LOCKED_ISSUERS by a deployment';
  if (locked === 'all') return `is locked, as all issuers are: ${how}`;
  if (locked.includes(id)) return `is locked: ${how}`;
  return [before, definition].some(hasAdminGroups) ? `has adminGroups, and issuers are locked: ${how}` : undefined;
}

/** Whatever they are: a value that can't be read might be one to a later release. */
function hasAdminGroups(written: unknown): boolean {
  return isJsonObject(written) && Object.hasOwn(written, 'adminGroups');
}
