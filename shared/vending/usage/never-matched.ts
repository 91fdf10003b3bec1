import type { Call } from '../../domain/call.ts';
import type { DefinitionVersion } from '../../domain/definition.ts';
import { ConnectorAccess } from '../../domain/grant.ts';
import { parseWith } from '../../domain/parse.ts';
import type { GrantTimes } from '../../domain/usage.ts';
import type { ListVersions } from '../definitions/ports.ts';
import { grantSha256 } from '../issuing/audit-draft.ts';

/** The versions that are looked through. A grant whose addition lies further back counts as one that has matched. */
export const MOST_VERSIONS = 100;
const PAGE = 20;

interface Current {
  readonly id: string;
  readonly version: number;
  /** The SHA-256 of each grant that the connector has now. */
  readonly grants: readonly string[];
}

/**
 * Returns the grants that never matched since they were added. One that was taken away and added again starts anew, so
 * what it did before does not count.
 */
export async function neverMatched(
  listVersions: ListVersions,
  { id, version, grants }: Current,
  timesOf: (grant: string) => GrantTimes | undefined,
  call: Call,
): Promise<ReadonlySet<string>> {
  const never = new Set(grants.filter((grant) => timesOf(grant) === undefined));
  const open = new Map(grants.flatMap((grant) => openSince(grant, timesOf(grant), version)));
  if (open.size === 0) return never;
  let left = MOST_VERSIONS;
  for await (const page of listVersions('connector', id, { before: version, pageSize: PAGE }, call)) {
    for (const kept of page.items) {
      const { settled, away } = settledBy(kept, open);
      for (const grant of settled) open.delete(grant);
      for (const grant of away) never.add(grant);
    }
    left -= page.items.length;
    if (open.size === 0 || left <= 0) break;
  }
  return never;
}

/** Returns the open grants that a version decides on, and those of them that it does not have. */
function settledBy(kept: DefinitionVersion, open: ReadonlyMap<string, number>) {
  const had = new Set(grantsOf(kept));
  const settled = [...open.keys()].filter((grant) => kept.version <= (open.get(grant) ?? 0) || !had.has(grant));
  return { settled, away: settled.filter((grant) => kept.version > (open.get(grant) ?? 0)) };
}

/** A grant that matched at an earlier version may have been away since. */
function openSince(grant: string, times: GrantTimes | undefined, version: number): (readonly [string, number])[] {
  return times !== undefined && times.version < version ? [[grant, times.version]] : [];
}

function grantsOf({ definition }: DefinitionVersion): readonly string[] {
  const access = parseWith(ConnectorAccess, definition, 'definition');
  return access.ok ? access.value.grants.map(grantSha256) : [];
}
