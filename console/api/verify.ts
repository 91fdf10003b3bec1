import type { QueryClient } from '@tanstack/react-query';
import { type components, dataOf } from '../../clients/typescript/src/index.ts';
import { api } from './client.ts';

type Schemas = components['schemas'];

export const lastVerificationKey = (id: string) => ['last-verification', id];

/** Tries a connector against AWS. With claims it is tried for their caller, and the service keeps no result. */
export async function verify(
  queries: QueryClient,
  id: string,
  body: Schemas['VerifyRequest'],
  signal: AbortSignal,
): Promise<Schemas['Verification']> {
  const verification = dataOf(await api.POST('/connectors/{id}/verify', { params: { path: { id } }, body, signal }));
  void queries.invalidateQueries({ queryKey: lastVerificationKey(id) });
  return verification;
}
