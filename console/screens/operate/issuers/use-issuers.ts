import { useQuery } from '@tanstack/react-query';
import { dataOf } from '../../../../clients/typescript/src/index.ts';
import { api } from '../../../api/client.ts';
import { PAGE_LIMIT, readAll } from '../../../api/read-all.ts';
import { issuerOf, naming } from './issuer.ts';

/** How far the lists are read: a thousand of each. */
const MOST_PAGES = 10;

export function useIssuers() {
  return useQuery({
    queryKey: ['issuers'],
    queryFn: async ({ signal }) => {
      const ask = (from: object) => api.GET('/issuers', { params: { query: { limit: PAGE_LIMIT, ...from } }, signal });
      const { pages, isWhole } = await readAll(ask, MOST_PAGES);
      return { issuers: pages.flatMap(({ items }) => items.map(issuerOf)), isWhole };
    },
  });
}

const issuerKey = (id: string) => ['issuers', id];

/** One issuer, with the ETag that a change of it needs. */
export function useIssuer(id: string) {
  return useQuery({
    queryKey: issuerKey(id),
    queryFn: async ({ signal }) => {
      const answer = await api.GET('/issuers/{id}', { params: { path: { id } }, signal });
      return { issuer: issuerOf(dataOf(answer)), etag: answer.response.headers.get('etag') ?? undefined };
    },
  });
}

/** The connectors whose grants name the issuer, among as many as are read. */
export function useNaming(id: string) {
  return useQuery({
    queryKey: ['issuers', id, 'naming'],
    staleTime: 60_000,
    queryFn: async ({ signal }) => {
      const ask = (from: object) =>
        api.GET('/connectors', { params: { query: { limit: PAGE_LIMIT, ...from } }, signal });
      const { pages, isWhole } = await readAll(ask, MOST_PAGES);
      const connectors = pages.flatMap(({ items }): readonly unknown[] => items);
      return { found: naming(id, connectors), looked: connectors.length, isWhole };
    },
  });
}
