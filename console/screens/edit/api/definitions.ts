import { useQuery } from '@tanstack/react-query';
import { dataOf } from '../../../../clients/typescript/src/index.ts';
import type { DefinitionKind } from '../../../../shared/domain/definition.ts';
import { isJsonObject } from '../../../../shared/domain/strict-json.ts';
import { api } from '../../../api/client.ts';
import type { Written } from '../object/path.ts';

/** The most that a page holds. Suggestions end there, and any other ID can be typed. */
const LIMIT = 100;
const PAGE = { params: { query: { limit: LIMIT } } };

const LIST = {
  issuer: async () => dataOf(await api.GET('/issuers', PAGE)),
  account: async () => dataOf(await api.GET('/accounts', PAGE)),
  connector: async () => dataOf(await api.GET('/connectors', PAGE)),
  'refresh-job': async () => dataOf(await api.GET('/refresh-jobs', PAGE)),
} satisfies Record<DefinitionKind, () => Promise<{ readonly items: readonly unknown[] }>>;

function useList<T>(kind: DefinitionKind, select: (items: readonly Written[]) => T) {
  return useQuery({
    queryKey: ['edit', 'list', kind],
    queryFn: async (): Promise<readonly Written[]> => {
      const { items }: { readonly items: readonly unknown[] } = await LIST[kind]();
      return items.filter(isJsonObject);
    },
    select,
    staleTime: 60_000,
  });
}

/** The IDs to suggest. */
export function useIds(kind: DefinitionKind) {
  return useList(kind, idsOf);
}

function idsOf(items: readonly Written[]): readonly string[] {
  return items.flatMap(({ id }) => (typeof id === 'string' ? [id] : []));
}

/** The issuers, to say who a grant lets in. */
export function useIssuers() {
  return useList('issuer', same);
}

function same(items: readonly Written[]): readonly Written[] {
  return items;
}

const READ = {
  issuer: (id: string) => api.GET('/issuers/{id}', { params: { path: { id } } }),
  account: (id: string) => api.GET('/accounts/{id}', { params: { path: { id } } }),
  connector: (id: string) => api.GET('/connectors/{id}', { params: { path: { id } } }),
  'refresh-job': (id: string) => api.GET('/refresh-jobs/{id}', { params: { path: { id } } }),
};

/** A definition as it is stored. Without an ETag, it is a summary for people who may not change it. */
export interface Stored {
  readonly value: Written;
  readonly etag: string | undefined;
}

export async function readStored(kind: DefinitionKind, id: string): Promise<Stored> {
  const answer = await READ[kind](id);
  const value: unknown = dataOf(answer);
  return { value: isJsonObject(value) ? value : {}, etag: answer.response.headers.get('etag') ?? undefined };
}

/** What is stored, read once: what a person edits must not change under their hands. */
export function useStored(kind: DefinitionKind, id: string | undefined) {
  return useQuery({
    queryKey: ['edit', 'stored', kind, id],
    queryFn: () => readStored(kind, id ?? ''),
    enabled: id !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
}
