import { OWN_REQUEST } from '../api/client.ts';
import { discardDrafts } from '../kit/draft-store.ts';

/** Ends the session here, and leads to where the provider's own ends, if it does anywhere. No draft stays. */
export async function signOut(): Promise<void> {
  const response = await fetch('/console/sign-out', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...OWN_REQUEST },
    body: '{}',
  });
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  const { page }: { readonly page?: string } = await response.json();
  discardDrafts(sessionStorage);
  location.assign(page ?? '/console');
}
