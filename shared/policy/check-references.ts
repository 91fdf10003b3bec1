import type { Account } from '../domain/account.ts';
import { partitionOfRegion } from '../domain/aws.ts';
import { accountMismatch, type Connector } from '../domain/connector.ts';
import type { Definitions, Written } from '../domain/definitions.ts';
import type { FieldError } from '../domain/errors.ts';
import type { Issuer } from '../domain/issuer.ts';
import { ROLE_CHAINING_MAX_SECONDS } from '../domain/principal-type.ts';

/** What stands in the table already, of those that the definitions refer to. */
export interface Known {
  readonly issuers: readonly Issuer[];
  readonly accounts: readonly Account[];
}

export interface References {
  readonly faults: readonly FieldError[];
  /** What works, but perhaps not as meant. */
  readonly warnings: readonly FieldError[];
}

/** Checks what definitions say of each other. Fields are paths into the lists, such as `connectors[2].account`. */
export const checkReferences = (definitions: Definitions, known: Known): References => {
  const issuers = merge(known.issuers, definitions.issuers);
  const accounts = merge(known.accounts, definitions.accounts);
  const connectors = definitions.connectors.map(({ value }, index) => ({ value, path: `connectors[${index}]` }));
  return {
    faults: [
      ...repeatedIds(definitions),
      ...repeatedUrls(definitions.issuers, issuers),
      ...connectors.flatMap(({ value, path }) => accountFaults(value, accounts.get(value.account), path)),
      ...connectors.flatMap(({ value, path }) => grantFaults(value, issuers, path)),
    ],
    warnings: connectors.flatMap(({ value, path }) => durationWarnings(value, accounts.get(value.account), path)),
  };
};

const merge = <T extends { readonly id: string }>(
  stored: readonly T[],
  written: readonly Written<T>[],
): ReadonlyMap<string, T> =>
  new Map([...stored, ...written.map(({ value }) => value)].map((value) => [value.id, value]));

const repeatedIds = (definitions: Definitions): FieldError[] =>
  (['issuers', 'accounts', 'connectors'] as const).flatMap((list) => {
    const ids = definitions[list].map(({ value }) => value.id);
    return ids.flatMap((id, index) =>
      ids.indexOf(id) < index ? [{ field: `${list}[${index}].id`, detail: 'is the id of another entry too' }] : [],
    );
  });

const repeatedUrls = (written: readonly Written<Issuer>[], all: ReadonlyMap<string, Issuer>): FieldError[] =>
  written.flatMap(({ value: { id, url } }, index) =>
    [...all.values()].some((other) => other.id !== id && other.url === url)
      ? [{ field: `issuers[${index}].url`, detail: 'is the URL of another issuer too: a token could be either' }]
      : [],
  );

const accountFaults = (connector: Connector, account: Account | undefined, path: string): FieldError[] => {
  if (account === undefined) return [{ field: `${path}.account`, detail: 'is no account that is defined' }];
  const mismatch = accountMismatch(connector, account);
  const role = mismatch === undefined ? [] : [{ field: `${path}.roleArn`, detail: mismatch }];
  const foreign = [connector.region, ...(connector.regions ?? [])].some(
    (region) => region !== undefined && partitionOfRegion(region) !== account.partition,
  );
  const field = connector.regions === undefined ? `${path}.region` : `${path}.regions`;
  return foreign ? [...role, { field, detail: "must be in the partition of the connector's account" }] : role;
};

const grantFaults = (connector: Connector, issuers: ReadonlyMap<string, Issuer>, path: string): FieldError[] =>
  connector.grants.flatMap(({ issuer, groups }, index) => {
    if (issuer === undefined) return [];
    const field = `${path}.grants[${index}].issuer`;
    const defined = issuers.get(issuer);
    if (defined === undefined) return [{ field, detail: 'is no issuer that is defined' }];
    const groupless = groups !== undefined && defined.groupsClaim === undefined;
    return groupless ? [{ field, detail: 'has no groupsClaim, so its callers have no groups' }] : [];
  });

const durationWarnings = (connector: Connector, account: Account | undefined, path: string): FieldError[] => {
  const chained = account?.credentials.source === 'execution-role';
  if (!chained || (connector.maxDurationSeconds ?? 0) <= ROLE_CHAINING_MAX_SECONDS) return [];
  const detail = `is above ${ROLE_CHAINING_MAX_SECONDS}: from the execution role that is the longest (role chaining)`;
  return [{ field: `${path}.maxDurationSeconds`, detail }];
};
