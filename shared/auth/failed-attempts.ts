import type { Call } from '../domain/call.ts';
import type { Caller, RequestCredential } from '../domain/caller.ts';
import { PortunusError } from '../domain/errors.ts';

/** How many failed authentications of one address are answered with their own code, in one window. */
const MOST = 100;
const WINDOW_MS = 60_000;
/** How many addresses are counted. Those beyond share one count, so that memory stays bounded. */
const MOST_ADDRESSES = 1_000;

type Identify = (credential: RequestCredential, call: Call) => Promise<Caller>;

/**
 * Answers an address that keeps failing to authenticate with `too_many_requests`, until the minute is over. Each
 * credential is still verified first: a valid token is never refused, whoever else sends from its address. The counts
 * are of this execution environment alone.
 */
export function createBoundFailures(identify: Identify): Identify {
  let window = Number.NaN;
  const failures = new Map<string, number>();
  const count = (address: string, now: number): number => {
    if (Math.floor(now / WINDOW_MS) !== window) failures.clear();
    window = Math.floor(now / WINDOW_MS);
    const key = failures.has(address) || failures.size < MOST_ADDRESSES ? address : 'others';
    const counted = (failures.get(key) ?? 0) + 1;
    failures.set(key, counted);
    return counted;
  };
  return async (credential, call) => {
    try {
      return await identify(credential, call);
    } catch (error) {
      const now = call.now().getTime();
      if (!isFailure(error) || count(networkOf(call.sourceIp), now) <= MOST) throw error;
      throw new PortunusError('too_many_requests', 'authentication', {
        reason: 'too_many_failures',
        ...(error.reason !== undefined && { detail: error.reason }),
        retryAfterSeconds: Math.ceil((WINDOW_MS - (now % WINDOW_MS)) / 1_000),
      });
    }
  };
}

function isFailure(error: unknown): error is PortunusError {
  return error instanceof PortunusError && (error.code === 'token_rejected' || error.code === 'token_missing');
}

/** The address itself, or the /64 of an IPv6 address: one host can use all addresses of its network. */
function networkOf(sourceIp = 'unknown'): string {
  if (!sourceIp.includes(':')) return sourceIp;
  const [head = '', tail] = sourceIp.split('::');
  const groups = (text: string) => (text === '' ? [] : text.split(':'));
  const left = groups(head);
  const right = groups(tail ?? '');
  const zeros = Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0');
  return `${[...left, ...(tail === undefined ? [] : zeros), ...right].slice(0, 4).join(':')}::/64`;
}
