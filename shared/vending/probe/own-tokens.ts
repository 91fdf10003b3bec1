import type { Call } from '../../domain/call.ts';
import type { Secret } from '../../domain/secret.ts';
import type { GetOwnToken, OwnToken } from './ports.ts';

/** The token of this run, and one of an earlier run that has expired since. */
export type OwnTokens = (call: Call) => Promise<{ readonly current: Secret; readonly expired: Secret | undefined }>;

/** Clocks of AWS, of the service and of the prober may differ by this much. */
const CLOCK_MS = 60_000;

/**
 * Keeps a token until it has expired. Nobody but AWS can sign one that is already expired, and a token that another key
 * has signed would be refused for its signature.
 */
export function createOwnTokens(getOwnToken: GetOwnToken): OwnTokens {
  let kept: OwnToken | undefined;
  return async (call) => {
    const current = await getOwnToken(call);
    const isExpired = kept !== undefined && call.now().getTime() > kept.expiresAt.getTime() + CLOCK_MS;
    const expired = isExpired ? kept?.token : undefined;
    if (kept === undefined || isExpired) kept = current;
    return { current: current.token, expired };
  };
}
