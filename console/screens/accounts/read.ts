import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { type components, dataOf } from '../../../clients/typescript/src/index.ts';
import { api } from '../../api/client.ts';

type Stored = components['schemas']['StoredAccount'];
export type Account = Extract<Stored, { readonly awsAccountId: string }>;

/** A definition that a newer release wrote has only its ID here. */
export function isReadable(stored: Stored): stored is Account {
  return 'awsAccountId' in stored;
}

const LIMIT = 100;

export function useAccounts() {
  return useInfiniteQuery({
    queryKey: ['accounts', 'list'],
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ pageParam, signal }) => {
      const from = pageParam === undefined ? {} : { nextToken: pageParam };
      return dataOf(await api.GET('/accounts', { params: { query: { limit: LIMIT, ...from } }, signal }));
    },
    getNextPageParam: ({ nextToken }) => nextToken,
  });
}

export function useAccount(id: string) {
  return useQuery({
    queryKey: ['accounts', 'one', id],
    queryFn: async ({ signal }) => dataOf(await api.GET('/accounts/{id}', { params: { path: { id } }, signal })),
  });
}

/** The first page of the connectors that use it. */
export function useConnectorsOf(id: string) {
  return useQuery({
    queryKey: ['accounts', 'connectors', id],
    queryFn: async ({ signal }) =>
      dataOf(await api.GET('/connectors', { params: { query: { account: id, limit: LIMIT } }, signal })),
  });
}

export const keysKey = (id: string) => ['accounts', 'keys', id];

/** The account's keys. The service reads the secret for that, so it is asked when somebody wants to look, and once. */
export function useKeys(id: string, isShown: boolean) {
  return useQuery({
    queryKey: keysKey(id),
    enabled: isShown,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    retry: false,
    queryFn: async ({ signal }) => dataOf(await api.GET('/accounts/{id}/key', { params: { path: { id } }, signal })),
  });
}
