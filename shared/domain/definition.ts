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

/** Stands for an issuer where AWS itself vouched for the caller; no issuer may have this id. */
export const IAM_ISSUER = 'aws-iam';
/** The same where Portunus itself is the caller, for a refresh job. */
export const JOB_ISSUER = 'refresh-job';

/** A definition as it was stored: `version` grows by one with each write. */
export interface Stored<T> {
  readonly version: number;
  readonly value: T;
}
