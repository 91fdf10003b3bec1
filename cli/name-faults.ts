import type { FieldError } from '../shared/domain/errors.ts';
import { didYouMean } from '../shared/domain/parse.ts';
import { isJsonObject } from '../shared/domain/strict-json.ts';

type Raw = Readonly<Record<'issuers' | 'accounts' | 'connectors' | 'refreshJobs', readonly unknown[]>>;

/**
 * Names that are nearly those of other entries of the files, told beside faults for which references can't be checked
 * yet. A name that is near none may be stored, and is no fault here.
 */
export function nameFaults(raw: Raw): readonly FieldError[] {
  const ids = {
    account: idsOf(raw.accounts),
    issuer: idsOf(raw.issuers),
    connector: idsOf(raw.connectors),
    refreshJob: idsOf(raw.refreshJobs),
  };
  const check = (entry: unknown, name: keyof typeof ids, path: string): readonly FieldError[] => {
    const id = isJsonObject(entry) ? entry[name] : undefined;
    const meant = typeof id !== 'string' || ids[name].includes(id) ? '' : didYouMean(id, ids[name]);
    return meant === '' ? [] : [{ field: `${path}.${name}`, detail: `is not defined in these files${meant}` }];
  };
  return [
    ...raw.connectors.flatMap((connector, index) => [
      ...check(connector, 'account', `connectors[${index}]`),
      ...grantsOf(connector).flatMap((grant, at) => [
        ...check(grant, 'issuer', `connectors[${index}].grants[${at}]`),
        ...check(grant, 'refreshJob', `connectors[${index}].grants[${at}]`),
      ]),
    ]),
    ...raw.refreshJobs.flatMap((job, index) => check(job, 'connector', `refreshJobs[${index}]`)),
  ];
}

function idsOf(entries: readonly unknown[]): readonly string[] {
  return entries.flatMap((entry) => (isJsonObject(entry) && typeof entry.id === 'string' ? [entry.id] : []));
}

function grantsOf(connector: unknown): readonly unknown[] {
  return isJsonObject(connector) && Array.isArray(connector.grants) ? connector.grants : [];
}
