import { FRESH_SIGN_IN_MS } from '../../shared/domain/harmless-change.ts';

/** The address of a page, to come back to. Filters and tabs stand in it, and nothing secret. */
export function addressOf({ pathname, search }: { readonly pathname: string; readonly search: string }): string {
  return `${pathname}${search}`;
}

interface SignIn {
  readonly issuer?: string | undefined;
  /** Asks the provider to sign the person in anew, even if it still knows them. */
  readonly fresh?: boolean;
  /** The page to come back to. */
  readonly back: string;
}

/** The service leads back to no longer address. */
const MAX_BACK = 2_048;

/** The page that the service leads back to. Without its filters, or the first one, is better than no way to sign in. */
function takenFrom(back: string): string {
  const isTaken = (address: string) => address.length <= MAX_BACK && !address.includes('\\');
  return [back, ...back.split('?', 1)].find(isTaken) ?? '/console';
}

/** Where signing in begins. The provider asks the person, and leads back to the page. */
export function signInAddress({ issuer, fresh = false, back }: SignIn): string {
  const query = new URLSearchParams();
  if (issuer !== undefined) query.set('issuer', issuer);
  query.set('return', takenFrom(back));
  if (fresh) query.set('fresh', 'true');
  return `/console/sign-in?${query}`;
}

/** Whether the service takes changes that ask for a fresh sign-in. It decides by its own clock. */
export function isFresh(authenticatedAt: string | undefined, now: number): boolean {
  return authenticatedAt !== undefined && now - Date.parse(authenticatedAt) < FRESH_SIGN_IN_MS;
}
