import type { Definitions } from '../shared/domain/definitions.ts';
import type { FieldError } from '../shared/domain/errors.ts';
import { checkReferences } from '../shared/policy/check-references.ts';

interface OfflineReferences {
  readonly faults: readonly FieldError[];
  /** What refers to something that the files don't have: it may be stored already. */
  readonly missing: readonly FieldError[];
  readonly warnings: readonly FieldError[];
}

const MISSING = /^is no [a-z ]+ that is defined(?:$|: did you mean )/;

/** What definitions say of each other, where nobody can be asked for what is stored. */
export const referencesOf = (definitions: Definitions): OfflineReferences => {
  const nothing = { issuers: [], accounts: [], connectors: [], refreshJobs: [] };
  const { faults, warnings } = checkReferences(definitions, nothing);
  return {
    faults: faults.filter(({ detail }) => !MISSING.test(detail)),
    missing: faults.filter(({ detail }) => MISSING.test(detail)),
    warnings,
  };
};
