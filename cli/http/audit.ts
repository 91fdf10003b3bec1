import { isJsonObject } from '../../shared/domain/strict-json.ts';
import type { SearchRecords } from '../audit/search.ts';
import { type ApiClient, pagesOf } from './client.ts';

/** Searches the audit through the API, which administrators and auditors may do. */
export function createHttpSearch(api: ApiClient): SearchRecords {
  return async function* search(parameters, limit) {
    for await (const { items, hasMore } of pagesOf((from) =>
      api.GET('/audit', { params: { query: { ...parameters, limit, ...from } } }),
    )) {
      yield { items: items.filter(isJsonObject), hasMore };
    }
  };
}
