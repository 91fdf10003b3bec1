import { type Call, withinCall } from '../../domain/call.ts';
import type { Fetched } from '../../domain/credential.ts';
import { PortunusError } from '../../domain/errors.ts';
import { createCredentialCache } from './credential-cache.ts';

export type Cached<T> = T & { readonly source: 'fresh' | 'cache' };

/**
 * Credentials from the cache while over half of their life is left, from an equal request under way, or fresh. Without
 * a key they are this request's alone. Stands below authorization: whoever gets here was let in anew. Failures are not
 * kept.
 */
export type Obtain<T extends Fetched> = (
  key: string | undefined,
  call: Call,
  fresh: () => Promise<T>,
) => Promise<Cached<T>>;

/** For whoever replaces what was obtained before. */
export async function alwaysFresh<T extends Fetched>(
  _key: string | undefined,
  _call: Call,
  fresh: () => Promise<T>,
): Promise<Cached<T>> {
  return { ...(await fresh()), source: 'fresh' };
}

export function createObtain<T extends Fetched>(): Obtain<T> {
  const cache = createCredentialCache<T>();
  const underWay = new Map<string, Promise<T>>();

  const obtain = async (key: string, fresh: () => Promise<T>): Promise<T> => {
    const obtained = await fresh();
    cache.put(key, obtained);
    return obtained;
  };

  return async (key, call, fresh) => {
    if (key === undefined) return { ...(await fresh()), source: 'fresh' };
    const held = cache.get(key, call.now());
    if (held !== undefined) return { ...held, source: 'cache' };
    const flight = underWay.get(key);
    if (flight !== undefined) return { ...(await withinCall(flight, call, waitedTooLong)), source: 'cache' };
    const own = obtain(key, fresh).finally(() => underWay.delete(key));
    underWay.set(key, own);
    return { ...(await own), source: 'fresh' };
  };
}

function waitedTooLong() {
  return new PortunusError('deadline_exceeded', 'sts', { reason: 'waited_for_an_equal_request' });
}
