import { useQuery } from '@tanstack/react-query';
import { type components, dataOf } from '../../clients/typescript/src/index.ts';
import { api } from './client.ts';

export type Stop = components['schemas']['StopsInForce']['items'][number];

export const STOPS = ['stops'] as const;

/** What is stopped, for administrators. Nothing asks for it by itself again and again: that would keep a session alive. */
export function useStops(enabled = true) {
  return useQuery({
    queryKey: STOPS,
    queryFn: async (): Promise<readonly Stop[]> => dataOf(await api.GET('/stop')).items,
    staleTime: 30_000,
    enabled,
  });
}
