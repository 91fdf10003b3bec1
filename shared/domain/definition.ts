import * as v from 'valibot';

/** The kinds of things an operator defines. Each lives in the definitions table under its kind and id. */
export type DefinitionKind = 'issuer' | 'account' | 'connector';

/** A slug or a UUID; it never changes and is never used again, so that it can stand in a CI variable. */
export const DefinitionId = v.pipe(
  v.string(),
  v.regex(/^[a-z0-9][a-z0-9-]{1,62}$/, 'must be 2 to 63 of a-z, 0-9 and -, and not begin with -'),
);

/** Stands for an issuer where AWS itself vouched for the caller; no issuer may have this id. */
export const IAM_ISSUER = 'aws-iam';

/** A definition as it was stored: `version` grows by one with each write. */
export interface Stored<T> {
  readonly version: number;
  readonly value: T;
}

/** For fields that the design has and this version does not: refused rather than ignored. */
export const notSupported = v.exactOptional(v.never('is not supported by this version'));
