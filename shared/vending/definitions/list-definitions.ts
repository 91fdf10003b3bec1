import type { Call } from '../../domain/call.ts';
import { type Caller, issuerOf } from '../../domain/caller.ts';
import { Connector } from '../../domain/connector.ts';
import { type ConnectorFilter, matchesFilter } from '../../domain/connector-filter.ts';
import type { DefinitionKind, Stored } from '../../domain/definition.ts';
import { notAllowed } from '../../domain/errors.ts';
import { type GrantNarrowing, limitsFor } from '../../domain/grant-narrowing.ts';
import { ISSUE_ACTIONS, type IssueAction } from '../../domain/issue-request.ts';
import { parseWith } from '../../domain/parse.ts';
import { knownPart } from '../../domain/reader.ts';
import { type Access, decideAccess } from '../../policy/access/access.ts';
import { fillConnector } from '../../policy/session/fill-connector.ts';
import type { ListDefinitions, ListedDefinition, ListedPage, ReadDefinition } from './ports.ts';

export interface PageRequest {
  /** The page starts after this id. */
  readonly after?: string;
  /** The most entries on a page. */
  readonly limit: number;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** The id after which the next page starts. It is absent on the last page. */
  readonly after?: string;
}

/**
 * What every caller who may use a connector can see of it, with the limits that hold for this caller. It contains no
 * role, external ID or grants.
 */
export type ConnectorSummary = Pick<Connector, 'id' | 'name' | 'description' | 'principalType' | 'serves' | 'region'> &
  GrantNarrowing;

/** What one page of a list may cost, whatever is stored. Such a page may be short, or empty, and not be the last. */
interface Reading {
  /** How many definitions one call reads. */
  readonly pageSize: number;
  readonly mayLag?: boolean;
  /** No call begins after so many read units. */
  readonly maxUnits?: number;
}

/** Calls for one page. Deleted definitions cost a call almost nothing, and show nothing. */
const MOST_CALLS = 20;

/** An administrator is shown what is read, so the page reads no more than it shows. */
const LEAST_PAGE_SIZE = 10;

/**
 * All connectors are of one partition, from which issuing reads too. A caller who may use few of many reads about 200 KB
 * for one page, at half the price.
 */
const FOR_CALLERS: Reading = { pageSize: 25, mayLag: true, maxUnits: 25 };

/** Few connectors may match, so a page reads many. They are as they are now: an administrator may change one next. */
const FILTERED: Reading = { pageSize: 100, maxUnits: 100 };

/** Lists definitions as they were written, for administrators. */
export function listDefinitions(
  list: ListDefinitions,
  kind: DefinitionKind,
  page: PageRequest,
  call: Call,
): Promise<Page<Stored<unknown>>> {
  // An unreadable definition is listed by its id, so that it can be replaced or deleted.
  const reading = { pageSize: Math.max(page.limit, LEAST_PAGE_SIZE) };
  return pageOf(list, kind, page, reading, call, ({ id, version, written = { id } }) => ({ version, value: written }));
}

/** Lists the connectors that match, as they were written. A connector that can't be read matches no filter. */
export function listConnectors(
  list: ListDefinitions,
  filter: ConnectorFilter,
  page: PageRequest,
  call: Call,
): Promise<Page<Stored<unknown>>> {
  if (Object.keys(filter).length === 0) return listDefinitions(list, 'connector', page, call);
  return pageOf(list, 'connector', page, FILTERED, call, ({ version, written, newer }) => {
    const connector = parseWith(Connector, knownPart(written, newer), 'connector');
    return connector.ok && matchesFilter(connector.value, filter) ? { version, value: written } : undefined;
  });
}

/**
 * Lists the connectors that this caller may use for any action, and that match as the caller sees them. The position after the page can be a connector that the
 * caller may not know of.
 */
export function listUsableConnectors(
  list: ListDefinitions,
  caller: Caller,
  { filter = {}, ...page }: PageRequest & { readonly filter?: ConnectorFilter },
  call: Call,
): Promise<Page<ConnectorSummary>> {
  const toItem = ({ written, newer }: ListedDefinition) => {
    const summary = usable(knownPart(written, newer), caller);
    return summary && matchesFilter(summary, filter) ? summary : undefined;
  };
  return pageOf(list, 'connector', page, FOR_CALLERS, call, toItem);
}

/**
 * Returns a connector that this caller may use. A missing connector and a forbidden one give the same answer, so that
 * callers cannot probe for ids.
 */
export async function getUsableConnector(
  read: ReadDefinition,
  id: string,
  caller: Caller,
  call: Call,
): Promise<ConnectorSummary> {
  const stored = await read('connector', id, call);
  const summary = usable(knownPart(stored?.value, stored?.newer), caller);
  if (summary === undefined) throw notAllowed('no_such_connector_or_no_grant');
  return summary;
}

const ACTIONS = Object.keys(ISSUE_ACTIONS) as IssueAction[];

function usable(written: unknown, caller: Caller): ConnectorSummary | undefined {
  const connector = parseWith(Connector, written, 'connector');
  if (!connector.ok) return undefined;
  // Administrators get the definitions themselves.
  const rules = { adminsMayIssue: false };
  const access = ACTIONS.map((action) => decideAccess(connector.value, caller, action, rules)).find(isAllowed);
  if (access === undefined) return undefined;
  // Whose claims do not fit is refused whenever they use it.
  const filling = fillConnector(connector.value, { claims: caller.claims, issuer: issuerOf(caller) });
  if (!filling.ok) return undefined;
  const { id, name, description, principalType, serves, region } = filling.connector;
  const limits = limitsFor(filling.connector, access.grant);
  const isDefault = region !== undefined && (limits.regions === undefined || limits.regions.includes(region));
  return {
    id,
    ...(name !== undefined && { name }),
    ...(description !== undefined && { description }),
    principalType,
    serves,
    ...(isDefault && { region }),
    ...limits,
  };
}

function isAllowed(access: Access): access is Extract<Access, { readonly allowed: true }> {
  return access.allowed;
}

async function pageOf<T>(
  list: ListDefinitions,
  kind: DefinitionKind,
  { after, limit }: PageRequest,
  { maxUnits = Number.POSITIVE_INFINITY, ...reading }: Reading,
  call: Call,
  toItem: (listed: ListedDefinition) => T | undefined,
): Promise<Page<T>> {
  const items: T[] = [];
  const isSpent = createBudget(maxUnits);
  const from = { ...(after !== undefined && { after }), ...reading };
  for await (const page of list(kind, from, call)) {
    for (const [index, listed] of page.items.entries()) {
      const item = toItem(listed);
      if (item !== undefined) items.push(item);
      if (items.length >= limit) return { items, ...(!isLastOf(page, index) && { after: listed.id }) };
    }
    if (isSpent(page) && page.after !== undefined) return { items, after: page.after };
  }
  return { items };
}

/** Returns a function that takes each call's page, and says whether no further call may begin. */
function createBudget(maxUnits: number) {
  let [calls, units] = [0, 0];
  return (page: ListedPage): boolean => {
    calls += 1;
    units += page.units ?? 0;
    return calls >= MOST_CALLS || units >= maxUnits;
  };
}

function isLastOf({ items, after }: ListedPage, index: number): boolean {
  return index === items.length - 1 && after === undefined;
}
