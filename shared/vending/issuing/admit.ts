// What a connector asks of a caller whom a grant lets in, before anything is issued. Each counts in all environments
// together, and fails closed.
import type { Call } from '../../domain/call.ts';
import type { Caller } from '../../domain/caller.ts';
import type { Connector } from '../../domain/connector.ts';
import { notAllowed, PortunusError, tokenRejected } from '../../domain/errors.ts';
import type { RequestCount } from '../../domain/rate-limit.ts';
import { tokenUse } from '../../policy/access/one-time-token.ts';
import { requestCount, secondsUntilEnd } from '../../policy/access/rate-limit.ts';
import type { ConsumeToken, CountRequests } from './ports.ts';

/** Consumes the caller's token where the connector takes each token once. A token stays used if the request then fails. */
export async function useToken(
  consumeToken: ConsumeToken,
  connector: Connector,
  caller: Caller,
  call: Call,
): Promise<void> {
  const use = tokenUse(connector, caller);
  if ('refused' in use) throw notAllowed(use.refused);
  if (use.token !== undefined && !(await consumeToken(use.token, call))) throw tokenRejected('token_used');
}

/** Counts a request where the connector has a limit. Requests that the cache answers count like others. */
export async function countRequest(
  countRequests: CountRequests,
  connector: Connector,
  caller: Caller,
  call: Call,
): Promise<void> {
  const count = requestCount(connector, caller, 1, call.now());
  if (count === undefined) return;
  const beyond = await countRequests([count], call);
  if (beyond.length > 0) throw tooManyRequests(beyond, call.now());
}

export function tooManyRequests(beyond: readonly RequestCount[], now: Date): PortunusError {
  const limits = beyond.map(({ connectorId, limit }) => `${connectorId} ${limit.requests} in ${limit.perSeconds} s`);
  return new PortunusError('too_many_requests', 'authorization', {
    reason: 'rate_limit',
    detail: limits.join(', '),
    retryAfterSeconds: secondsUntilEnd(beyond, now),
  });
}
