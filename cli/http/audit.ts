import { isJsonObject } from '../../shared/domain/strict-json.ts';
import type { SearchRecords } from '../audit/search.ts';
import { CommandError } from '../command.ts';
import { type ApiClient, bodyOf } from './client.ts';

/** Searches the audit through the API, which administrators and auditors may do. */
export function createHttpSearch(ask: ApiClient): SearchRecords {
  return async function* search(parameters, limit) {
    let nextToken: unknown;
    do {
      const query = new URLSearchParams({ ...parameters, limit: String(limit) });
      if (typeof nextToken === 'string') query.set('nextToken', nextToken);
      // In a query, API Gateway takes a plus for itself.
      const path = `/audit?${query.toString().replaceAll('+', '%20')}`;
      const body = bodyOf(await ask({ method: 'GET', path }));
      const { items, nextToken: next } = isJsonObject(body) ? body : {};
      if (!Array.isArray(items)) throw new CommandError(['the service gave no records: is it an older one?']);
      nextToken = next;
      yield { items: items.filter(isJsonObject), hasMore: typeof nextToken === 'string' };
    } while (typeof nextToken === 'string');
  };
}
