import type { Call } from '../../domain/call.ts';
import type { Caller } from '../../domain/caller.ts';
import { Connector } from '../../domain/connector.ts';
import type { DefinitionKind, Stored } from '../../domain/definition.ts';
import { notAllowed } from '../../domain/errors.ts';
import { ISSUE_ACTIONS, type IssueAction } from '../../domain/issue-request.ts';
import { parseWith } from '../../domain/parse.ts';
import { knownPart } from '../../domain/reader.ts';
import { decideAccess } from '../../policy/access/access.ts';
import type { ListDefinitions, ListedDefinition, ReadDefinition } from './ports.ts';

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

/** What every caller who may use a connector can see of it. It contains no role, external ID or grants. */
export type ConnectorSummary = Pick<
  Connector,
  'id' | 'name' | 'description' | 'principalType' | 'serves' | 'region' | 'regions'
>;

/**
 * The most definitions that are read for one page. A caller who may use few of many connectors gets short pages, but
 * never waits long for one.
 */
const PAGE_SIZE = 200;
const MOST_PAGES = 5;

/** Lists definitions as they were written, for administrators. */
export function listDefinitions(
  list: ListDefinitions,
  kind: DefinitionKind,
  page: PageRequest,
  call: Call,
): Promise<Page<Stored<unknown>>> {
  // An unreadable definition is listed by its id, so that it can be replaced or deleted.
  return pageOf(list, kind, page, call, ({ id, version, written = { id } }) => ({ version, value: written }));
}

/** Lists the connectors that this caller may use for any action. */
export function listUsableConnectors(
  list: ListDefinitions,
  caller: Caller,
  page: PageRequest,
  call: Call,
): Promise<Page<ConnectorSummary>> {
  return pageOf(list, 'connector', page, call, ({ written, newer }) => usable(knownPart(written, newer), caller));
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
  const { id, name, description, principalType, serves, region, regions } = connector.value;
  // Administrators get the definitions themselves.
  const rules = { adminsMayIssue: false };
  if (!ACTIONS.some((action) => decideAccess(connector.value, caller, action, rules).allowed)) return undefined;
  return {
    id,
    ...(name !== undefined && { name }),
    ...(description !== undefined && { description }),
    principalType,
    serves,
    ...(region !== undefined && { region }),
    ...(regions !== undefined && { regions }),
  };
}

async function pageOf<T>(
  list: ListDefinitions,
  kind: DefinitionKind,
  { after, limit }: PageRequest,
  call: Call,
  toItem: (listed: ListedDefinition) => T | undefined,
): Promise<Page<T>> {
  const items: T[] = [];
  let pagesLeft = MOST_PAGES;
  const from = { ...(after !== undefined && { after }), pageSize: PAGE_SIZE };
  for await (const page of list(kind, from, call)) {
    for (const [index, listed] of page.items.entries()) {
      const item = toItem(listed);
      if (item !== undefined) items.push(item);
      const isLast = index === page.items.length - 1 && page.after === undefined;
      if (items.length >= limit) return { items, ...(!isLast && { after: listed.id }) };
    }
    pagesLeft -= 1;
    if (pagesLeft === 0 && page.after !== undefined) return { items, after: page.after };
  }
  return { items };
}
