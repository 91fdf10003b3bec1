import * as v from 'valibot';
import type { Newer } from './reader.ts';

/** The kinds of definitions. Each kind refers only to earlier ones. */
export const DEFINITION_KINDS = ['issuer', 'account', 'connector', 'refresh-job'] as const;

/** The definitions table stores each definition under its kind and id. */
export type DefinitionKind = (typeof DEFINITION_KINDS)[number];

/** The name of each kind's list in a file. */
export const LISTS = {
  issuer: 'issuers',
  account: 'accounts',
  connector: 'connectors',
  'refresh-job': 'refreshJobs',
} as const satisfies Record<DefinitionKind, string>;

/**
 * A slug or a UUID. An id never changes and is never used again, because callers keep it, for example in CI variables.
 */
export const DefinitionId = v.pipe(
  v.string(),
  v.regex(/^[a-z0-9][a-z0-9-]{1,62}$/, 'must be 2 to 63 of a-z, 0-9 and -, and not begin with -'),
);

export function isDefinitionId(id: unknown): id is string {
  return v.is(DefinitionId, id);
}

/** The issuer id of callers that AWS authenticated. No defined issuer may use it. */
export const IAM_ISSUER = 'aws-iam';
/** The issuer id of refresh jobs, which Portunus runs itself. No defined issuer may use it. */
export const JOB_ISSUER = 'refresh-job';

/** A stored definition. `version` grows by one with each write. */
export interface Stored<T> {
  readonly version: number;
  readonly value: T;
  /** Who wrote this version. Absent where nobody asks, and if a release that did not store it wrote the version. */
  readonly definedBy?: string;
}

/** A stored definition that may hold more than this release knows. */
export interface StoredDefinition extends Stored<unknown> {
  readonly newer?: Newer;
}

/** A definition at one version. */
export interface DefinitionVersion {
  readonly version: number;
  /** Whether this version is the deletion. */
  readonly deleted: boolean;
  /** As it was written, with its external ID. Absent for a deletion, or if the stored text is unreadable. */
  readonly definition?: unknown;
  /** Set if only a newer release can read the definition. */
  readonly newer?: boolean;
  /** Absent if an earlier release, which did not store it, wrote the version. */
  readonly changedAt?: Date;
  readonly changedBy?: string;
}

const LONGEST_NAME = 200;

/** A deletion as administrators see it, such as `was deleted on 2026-11-27 by corp:ada`, as far as it is known. */
export function deletionText({ changedAt, changedBy }: Pick<DefinitionVersion, 'changedAt' | 'changedBy'>): string {
  const on = changedAt === undefined ? '' : ` on ${changedAt.toISOString().slice(0, 10)}`;
  // Authors choose their names, so control characters are replaced before the name reaches a terminal.
  const by = changedBy === undefined ? '' : ` by ${changedBy.slice(0, LONGEST_NAME).replaceAll(/[^\x20-\x7e]/g, '?')}`;
  return `was deleted${on}${by}`;
}
