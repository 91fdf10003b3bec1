import { askConsole } from '../api/client.ts';
import { discardDrafts } from '../kit/draft-store.ts';

/** Ends the session here, and leads to where the provider's own ends, if it does anywhere. No draft stays. */
export async function signOut(): Promise<void> {
  const { page } = await askConsole<{ readonly page?: string }>('sign-out', 'POST');
  discardDrafts(sessionStorage);
  location.assign(page ?? '/console');
}
