// What holds of logins together: how many a caller may have, and how often a token may be used. Written down by hand.
import type { Seen } from './check-written.ts';
import { identityOf } from './oracle.ts';
import type { PoolToken } from './tokens.ts';

/** As in the definition of `limited-images`, whose window is a day. */
const MOST_A_CALLER = 20;

function parsed(body: unknown): unknown {
  try {
    return JSON.parse(String(body));
  } catch {
    return undefined;
  }
}

/** The connectors of the logins in an answer, each as often as there is a login of it. */
function givenIn({ event, answer }: Seen): readonly unknown[] {
  const { statusCode, body } = Object(answer);
  const { routeKey, pathParameters } = Object(event);
  if (statusCode !== 200) return [];
  if (/ecr\/credentials$/.test(routeKey)) return [Object(pathParameters).id];
  if (!/\/v1\/credentials$/.test(routeKey)) return [];
  const { results = [] } = Object(parsed(body));
  return results.flatMap(({ status, connectorId }: Record<string, unknown>) => (status === 200 ? [connectorId] : []));
}

/** Remembers what was given in a world. Returns what is wrong with the next answer. */
export function createUses(tokens: ReadonlyMap<string, PoolToken>) {
  const logins = new Map<unknown, number>();
  const users = new Map<unknown, string>();
  return (seen: Seen): string | undefined => {
    const given = givenIn(seen);
    const identity = identityOf(seen.event, tokens);
    if (given.length === 0 || identity?.via !== 'token') return undefined;
    const { sub, jti } = identity.token.claims;
    const limited = (logins.get(sub) ?? 0) + given.filter((id) => id === 'limited-images').length;
    logins.set(sub, limited);
    if (limited > MOST_A_CALLER) return 'MORE LOGINS THAN THE LIMIT';
    if (!given.includes('once-images')) return undefined;
    const user = users.get(jti) ?? seen.requestId;
    users.set(jti, user);
    return user === seen.requestId ? undefined : 'A TOKEN USED TWICE';
  };
}
