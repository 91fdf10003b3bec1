import { useQuery } from '@tanstack/react-query';
import type { components } from '../../clients/typescript/src/index.ts';
import { askConsole } from './client.ts';

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

/**
 * Who is signed in. Fails with 401 `sign_in_required` if nobody is. A person who comes back to a tab is asked for anew:
 * somebody else may have signed in in another one, and whatever this one shows would be done as them.
 */
export function useSession() {
  return useQuery({
    queryKey: ['session'],
    queryFn: () => askConsole<Session>('api/session'),
    staleTime: 60_000,
    refetchOnWindowFocus: 'always',
  });
}

/** The IDs of the issuers that people can sign in with, which everybody may know. */
export async function readSignIns(): Promise<readonly string[]> {
  const { items } = await askConsole<{ readonly items: readonly { readonly id: string }[] }>('api/sign-in');
  return items.map(({ id }) => id);
}
