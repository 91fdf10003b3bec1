import type { Account } from '../../domain/account.ts';
import type { Connector } from '../../domain/connector.ts';
import type { Definitions, Written } from '../../domain/definitions.ts';
import type { FieldError } from '../../domain/errors.ts';
import type { Grant } from '../../domain/grant.ts';
import type { Issuer } from '../../domain/issuer.ts';
import { didYouMean } from '../../domain/parse.ts';
import { ROLE_CHAINING_MAX_SECONDS, rulesOf } from '../../domain/principal-type.ts';
import type { RefreshJob } from '../../domain/refresh-job.ts';
import { whyNotFederable } from '../access/federable.ts';
import { issuersFaults, withExamples } from '../session/fill-connector.ts';
import { accountFaults, hopelessFaults } from './check-connector.ts';
import { issuerFaults } from './check-issuer.ts';
import { jobReferenceFaults, strangerWarnings } from './check-job-references.ts';

/** The stored definitions to which the new ones refer. */
export interface Known {
  readonly issuers: readonly Issuer[];
  readonly accounts: readonly Account[];
  readonly connectors: readonly Connector[];
  readonly refreshJobs: readonly RefreshJob[];
}

export interface References {
  readonly faults: readonly FieldError[];
  /** Findings that work, but may be a mistake. */
  readonly warnings: readonly FieldError[];
}

/** Checks the references between definitions. Fields are paths into the lists, such as `connectors[2].account`. */
export function checkReferences(definitions: Definitions, known: Known): References {
  const issuers = merge(known.issuers, definitions.issuers);
  const accounts = merge(known.accounts, definitions.accounts);
  const connectors = definitions.connectors.map(({ value }, index) => ({ value, path: `connectors[${index}]` }));
  return {
    faults: [
      ...repeatedIds(definitions),
      ...repeatedUrls(definitions.issuers, issuers),
      ...issuerFaults(definitions.issuers),
      ...connectors.flatMap(({ value, path }) => connectorFaults(value, accounts, path)),
      ...connectors.flatMap(({ value, path }) => grantFaults(value, issuers, path)),
      ...jobReferenceFaults(definitions.refreshJobs, {
        accounts,
        connectors: merge(known.connectors, definitions.connectors),
      }),
    ],
    warnings: connectors.flatMap(({ value, path }) => [
      ...durationWarnings(value, path),
      ...strangerWarnings(value, merge(known.refreshJobs, definitions.refreshJobs), path),
    ]),
  };
}

function merge<T extends { readonly id: string }>(
  stored: readonly T[],
  written: readonly Written<T>[],
): ReadonlyMap<string, T> {
  return new Map([...stored, ...written.map(({ value }) => value)].map((value) => [value.id, value]));
}

function repeatedIds(definitions: Definitions): FieldError[] {
  return (['issuers', 'accounts', 'connectors', 'refreshJobs'] as const).flatMap((list) => {
    const ids = definitions[list].map(({ value }) => value.id);
    return ids.flatMap((id, index) =>
      ids.indexOf(id) < index ? [{ field: `${list}[${index}].id`, detail: 'is the id of another entry too' }] : [],
    );
  });
}

function repeatedUrls(written: readonly Written<Issuer>[], all: ReadonlyMap<string, Issuer>): FieldError[] {
  return written.flatMap(({ value: { id, url } }, index) =>
    [...all.values()].some((other) => other.id !== id && other.url === url)
      ? [{ field: `issuers[${index}].url`, detail: 'is the URL of another issuer too: a token could be either' }]
      : [],
  );
}

function connectorFaults(connector: Connector, accounts: ReadonlyMap<string, Account>, path: string): FieldError[] {
  const account = accounts.get(connector.account);
  if (account === undefined) {
    const meant = didYouMean(connector.account, [...accounts.keys()]);
    return [{ field: `${path}.account`, detail: `is not a defined account${meant}` }];
  }
  const example = withExamples(connector);
  const faults = [...accountFaults(example, account), ...hopelessFaults(example, account), ...issuersFaults(connector)];
  return faults.map(({ field, detail }) => ({ field: `${path}.${field}`, detail }));
}

function grantFaults(connector: Connector, issuers: ReadonlyMap<string, Issuer>, path: string): FieldError[] {
  return connector.grants.flatMap((grant, index) => {
    const at = `${path}.grants[${index}]`;
    if (grant.refreshJob !== undefined) return jobGrantFaults(connector, at);
    if (grant.issuer === undefined) return iamGrantFaults(connector, at);
    const issuer = issuers.get(grant.issuer);
    const meant = didYouMean(grant.issuer, [...issuers.keys()]);
    const detail = issuer === undefined ? `is not a defined issuer${meant}` : issuerFault(connector, grant, issuer);
    return detail === undefined ? [] : [{ field: `${at}.issuer`, detail }];
  });
}

function issuerFault({ principalType }: Connector, { groups }: Grant, issuer: Issuer): string | undefined {
  if (groups !== undefined && issuer.groupsClaim === undefined) {
    return 'has no groupsClaim, so its callers have no groups';
  }
  return rulesOf(principalType).proof === 'oidc-token' ? whyNotFederable(issuer) : undefined;
}

/** A caller with a signed request has no token to pass on to STS or to limit the session by. */
function iamGrantFaults({ principalType, withinTokenLife, oneTimeTokens }: Connector, at: string): FieldError[] {
  const detail = 'can not be: callers of /iam/v1 show no token';
  return rulesOf(principalType).proof === 'oidc-token' || withinTokenLife === true || oneTimeTokens === true
    ? [{ field: `${at}.iamRole`, detail }]
    : [];
}

function jobGrantFaults({ oneTimeTokens }: Connector, at: string): FieldError[] {
  const detail = 'can not be beside oneTimeTokens: a refresh job shows no token';
  return oneTimeTokens === true ? [{ field: `${at}.refreshJob`, detail }] : [];
}

/** A second hop shortens the session below the connector's maximum, which the operator may not expect. */
function durationWarnings({ roleArns, maxDurationSeconds = 0 }: Connector, path: string): FieldError[] {
  if (roleArns === undefined || maxDurationSeconds <= ROLE_CHAINING_MAX_SECONDS) return [];
  const detail = `is above ${ROLE_CHAINING_MAX_SECONDS}, which a session of one of roleArns can not be (role chaining)`;
  return [{ field: `${path}.maxDurationSeconds`, detail }];
}
