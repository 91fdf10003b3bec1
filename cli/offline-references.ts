import type { Definitions } from '../shared/domain/definitions.ts';
import type { FieldError } from '../shared/domain/errors.ts';
import { checkReferences } from '../shared/policy/definitions/check-references.ts';

interface OfflineReferences {
  readonly faults: readonly FieldError[];
  /** What the files refer to and don't have, each once: it may be stored already. */
  readonly missing: readonly FieldError[];
  readonly warnings: readonly FieldError[];
}

const MISSING = /^is not a defined [a-z ]+?(?:$|: did you mean )/;

/** What definitions say of each other, where nobody can be asked for what is stored. */
export function referencesOf(definitions: Definitions): OfflineReferences {
  const nothing = { issuers: [], accounts: [], connectors: [], refreshJobs: [] };
  const { faults, warnings } = checkReferences(definitions, nothing);
  return {
    faults: faults.filter(({ detail }) => !MISSING.test(detail)),
    missing: onceEach(
      faults.filter(({ detail }) => MISSING.test(detail)),
      definitions,
    ),
    warnings,
  };
}

/** Forty connectors that name one issuer miss one thing: the first says so, and how many more there are. */
function onceEach(missing: readonly FieldError[], definitions: Definitions): FieldError[] {
  const keyOf = ({ field, detail }: FieldError) => `${detail} ${nameAt(field, definitions)}`;
  const keys = missing.map(keyOf);
  return missing.flatMap((one, index) => {
    const key = keyOf(one);
    if (keys.indexOf(key) < index) return [];
    const others = keys.filter((other) => other === key).length - 1;
    const more = others === 1 ? ' (1 more entry names it)' : ` (${others} more entries name it)`;
    return [{ ...one, detail: `${one.detail}${others === 0 ? '' : more}` }];
  });
}

/** The id that stands in a field that refers to another definition. */
function nameAt(field: string, { connectors, refreshJobs }: Definitions): string | undefined {
  const [, list, index, grant] = /^(\w+)\[(\d+)\](?:\.grants\[(\d+)\])?/.exec(field) ?? [];
  if (list === 'refreshJobs') return refreshJobs[Number(index)]?.value.connector;
  const connector = connectors[Number(index)]?.value;
  return grant === undefined ? connector?.account : connector?.grants[Number(grant)]?.issuer;
}
