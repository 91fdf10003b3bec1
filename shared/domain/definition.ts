import * as v from 'valibot';

/** The kinds of things an operator defines, in the order in which they refer to each other. */
export const DEFINITION_KINDS = ['issuer', 'account', 'connector', 'refresh-job'] as const;

/** Each lives in the definitions table under its kind and id. */
export type DefinitionKind = (typeof DEFINITION_KINDS)[number];

/** What a file calls the list of each kind. */
export const LISTS = {
  issuer: 'issuers',
  account: 'accounts',
  connector: 'connectors',
  'refresh-job': 'refreshJobs',
} as const satisfies Record<DefinitionKind, string>;

/** A slug or a UUID; it never changes and is never used again, so that it can stand in a CI variable. */
export const DefinitionId = v.pipe(
  v.string(),
  v.regex(/^[a-z0-9][a-z0-9-]{1,62}$/, 'must be 2 to 63 of a-z, 0-9 and -, and not begin with -'),
);

/** The issuer id of callers that AWS authenticated. No defined issuer may have it. */
export const IAM_ISSUER = 'aws-iam';
/** The issuer id of refresh jobs, where Portunus itself is the caller. */
export const JOB_ISSUER = 'refresh-job';

/** A definition as it was stored: `version` grows by one with each write. */
export interface Stored<T> {
  readonly version: number;
  readonly value: T;
}

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
