import { useQuery } from '@tanstack/react-query';
import { dataOf } from '../../../clients/typescript/src/index.ts';
import { api } from '../../api/client.ts';
import { type Usable, usableOf } from './connectors.ts';

/** A connector by its ID: the one of the list, or, if a link led here, what the service says of it. */
export function useConnector(id: string, known: readonly Usable[]) {
  const listed = known.find((connector) => connector.id === id);
  const query = useQuery({
    queryKey: ['connectors', 'usable', id],
    enabled: listed === undefined,
    queryFn: async ({ signal }) => {
      const shown = dataOf(await api.GET('/connectors/{id}', { params: { path: { id } }, signal }));
      return usableOf(shown) ?? null;
    },
  });
  return {
    connector: listed ?? query.data ?? undefined,
    isUnreadable: query.data === null,
    error: query.error,
    again: () => void query.refetch(),
  };
}
