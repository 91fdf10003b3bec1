/** What a definition was at one version. */
export interface DefinitionVersion {
  readonly version: number;
  /** Whether this version is its deletion. */
  readonly deleted: boolean;
  /** As it was written, external ID included; absent of a deletion, and where what is kept is not readable. */
  readonly definition?: unknown;
  /** Absent where an earlier release wrote it, which didn't keep it. */
  readonly changedAt?: Date;
  readonly changedBy?: string;
}

const LONGEST_NAME = 200;

/** How a deletion is told to administrators: `was deleted on 2026-11-27 by corp:ada`, as far as it is known. */
export function deletionText({ changedAt, changedBy }: Pick<DefinitionVersion, 'changedAt' | 'changedBy'>): string {
  const on = changedAt === undefined ? '' : ` on ${changedAt.toISOString().slice(0, 10)}`;
  // Whoever is named has chosen the name: no control character of it reaches a terminal.
  const by = changedBy === undefined ? '' : ` by ${changedBy.slice(0, LONGEST_NAME).replaceAll(/[^\x20-\x7e]/g, '?')}`;
  return `was deleted${on}${by}`;
}
