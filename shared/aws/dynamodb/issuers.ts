import type { Call } from '../../domain/call.ts';
import { PortunusError } from '../../domain/errors.ts';
import { Issuer } from '../../domain/issuer.ts';
import { type Parsed, shownName } from '../../domain/parse.ts';
import { isJsonObject } from '../../domain/strict-json.ts';
import type { FindIssuer, ListIssuers, ReportFault } from '../../vending/issuing/ports.ts';
import { createTtlCache } from '../ttl-cache.ts';
import { type Item, readDefinition, readItem } from './definition-item.ts';
import { type DefinitionsTable, queryKind } from './definitions.ts';

interface KnownIssuers {
  readonly byUrl: ReadonlyMap<string, Issuer>;
  /**
   * URLs of stored issuers that cannot be used. Their tokens can be neither accepted nor rejected, so the caller gets a
   * 5xx.
   */
  readonly unusableUrls: ReadonlySet<string>;
  /** What is wrong with these issuers, for the operator. */
  readonly faults: readonly string[];
}

interface KnownIssuersPorts {
  readonly findIssuer: FindIssuer;
  readonly listIssuers: ListIssuers;
}

/** The most faults in one log entry, which keeps the entry short. */
const MAX_REPORTED = 10;

/**
 * Finds an issuer by its URL, and lists those that can be used. All issuers are read in one query and cached for a
 * minute, so tokens of unknown issuers and questions of strangers cost no reads, however many are sent. Each read
 * reports the issuers that cannot be used; the other issuers keep working.
 */
export function createKnownIssuers(table: DefinitionsTable, reportFault: ReportFault): KnownIssuersPorts {
  const known = createTtlCache(async (_all, call) => {
    const issuers = await readIssuers(table, call);
    if (issuers.faults.length > 0) reportFault(misconfigured(issuers.faults), call);
    return issuers;
  });
  return {
    findIssuer: async (url, call) => {
      const { byUrl, unusableUrls, faults } = await known.get('all', call);
      if (unusableUrls.has(url)) throw misconfigured(faults);
      return byUrl.get(url);
    },
    listIssuers: async (call) => [...(await known.get('all', call)).byUrl.values()],
  };
}

function misconfigured(faults: readonly string[]): PortunusError {
  const more = faults.length > MAX_REPORTED ? [`and ${faults.length - MAX_REPORTED} more`] : [];
  const detail = [...faults.slice(0, MAX_REPORTED), ...more].join('; ');
  return new PortunusError('misconfigured', 'authentication', { detail });
}

/** Finds issuers, for who lists none. */
export function createFindIssuer(table: DefinitionsTable, reportFault: ReportFault): FindIssuer {
  return createKnownIssuers(table, reportFault).findIssuer;
}

export async function readIssuers(table: DefinitionsTable, call: Call): Promise<KnownIssuers> {
  const read = (await queryIssuers(table, call)).map((item) => ({ item, issuer: readIssuer(item) }));
  const issuers = read.flatMap(({ issuer }) => (issuer.ok ? [issuer.value] : []));
  const urls = issuers.map(({ url }) => url);
  const shared = new Set(urls.filter((url, index) => urls.indexOf(url) !== index));
  return {
    byUrl: new Map(issuers.filter(({ url }) => !shared.has(url)).map((issuer) => [issuer.url, issuer])),
    unusableUrls: new Set([...shared, ...read.flatMap(({ item, issuer }) => (issuer.ok ? [] : urlIn(item)))]),
    faults: [
      ...read.flatMap(({ item, issuer }) => (issuer.ok ? [] : [`issuer ${idOf(item)} ${faultOf(issuer)}`])),
      ...issuers.flatMap(({ id, url }) => (shared.has(url) ? [`issuer ${id} has the URL of another one`] : [])),
    ],
  };
}

function readIssuer(item: Item): Parsed<Issuer> {
  const stored = readItem('issuer', item);
  return stored.ok ? readDefinition(Issuer, stored.value) : stored;
}

function idOf(item: Item): string {
  return shownName(item.id?.S ?? '');
}

function faultOf({ errors: [first] }: Extract<Parsed<Issuer>, { readonly ok: false }>): string {
  return `is not readable: ${first?.field} ${first?.detail}`;
}

/** Returns the URL of an unreadable issuer, if the URL itself is readable. */
function urlIn(item: Item): string[] {
  try {
    const definition: unknown = JSON.parse(item.definition?.S ?? '');
    return isJsonObject(definition) && typeof definition.url === 'string' ? [definition.url] : [];
  } catch {
    return [];
  }
}

async function queryIssuers(table: DefinitionsTable, call: Call): Promise<Item[]> {
  const items: Item[] = [];
  for await (const page of queryKind(table, 'issuer', call, 'authentication')) items.push(...page.items);
  return items;
}
