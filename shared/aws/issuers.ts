import type { Call } from '../domain/call.ts';
import { PortunusError } from '../domain/errors.ts';
import { Issuer } from '../domain/issuer.ts';
import type { FindIssuer } from '../vending/ports.ts';
import { type Item, readDefinition, readItem } from './definition-item.ts';
import { type DefinitionsTable, queryKind } from './definitions.ts';
import { createHeld } from './held.ts';

interface KnownIssuers {
  readonly byUrl: ReadonlyMap<string, Issuer>;
  /** Some item was not readable, or two claim one URL: then "unknown" can't be told from "ours, but broken". */
  readonly incomplete: boolean;
}

/**
 * Finds an issuer by its URL among all of them, read together in one query and held for a minute: so a token of an
 * unknown issuer costs no read, however many of them are sent.
 */
export const createFindIssuer = (table: DefinitionsTable): FindIssuer => {
  const known = createHeld((_all, call) => readIssuers(table, call));
  return async (url, call) => {
    const { byUrl, incomplete } = await known.get('all', call);
    const issuer = byUrl.get(url);
    if (issuer === undefined && incomplete) {
      throw new PortunusError('misconfigured', 'authentication', { reason: 'an issuer is not readable' });
    }
    return issuer;
  };
};

export const readIssuers = async (table: DefinitionsTable, call: Call): Promise<KnownIssuers> => {
  const items = await queryIssuers(table, call);
  const issuers = items.map(readIssuer).filter((issuer) => issuer !== undefined);
  const urls = issuers.map(({ url }) => url);
  const unique = issuers.filter(({ url }) => urls.indexOf(url) === urls.lastIndexOf(url));
  return { byUrl: new Map(unique.map((issuer) => [issuer.url, issuer])), incomplete: unique.length < items.length };
};

const readIssuer = (item: Item): Issuer | undefined => {
  const stored = readItem('issuer', item);
  if (!stored.ok) return undefined;
  const issuer = readDefinition(Issuer, stored.value);
  return issuer.ok ? issuer.value : undefined;
};

const queryIssuers = async (table: DefinitionsTable, call: Call): Promise<Item[]> => {
  const items: Item[] = [];
  for await (const page of queryKind(table, 'issuer', call, 'authentication')) items.push(...page.items);
  return items;
};
