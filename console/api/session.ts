import { useQuery } from '@tanstack/react-query';
import { type components, PortunusError } from '../../clients/typescript/src/index.ts';
import { OWN_REQUEST } from './client.ts';

export type Caller = components['schemas']['Caller'];

/** What `GET /console/api/session` answers to a person who is signed in. */
export interface Session {
  readonly caller: Caller;
  /** What to call the person: a name of the provider's, or the subject. */
  readonly name: string;
  /** When the person last entered a password or the like, in ISO 8601. Some providers don't say. */
  readonly authenticatedAt?: string;
  readonly expiresAt: string;
  /** Which deployment this is, such as `prod`. */
  readonly stage: string;
}

const ADDRESS = '/console/api/session';

async function readSession(): Promise<Session> {
  const response = await fetch(ADDRESS, { headers: { accept: 'application/json', ...OWN_REQUEST } });
  const body: unknown = await response.json().catch(() => undefined);
  if (!response.ok) throw new PortunusError({ error: body, response });
  return body as Session;
}

/** Who is signed in. Fails with 401 `sign_in_required` if nobody is. */
export function useSession() {
  return useQuery({ queryKey: ['session'], queryFn: readSession, staleTime: 60_000 });
}
