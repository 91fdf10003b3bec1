import type { Call } from '../../domain/call.ts';
import type { Caller, RequestCredential } from '../../domain/caller.ts';
import { Secret } from '../../domain/secret.ts';
import { isJsonObject } from '../../domain/strict-json.ts';
import type { HttpEvent, HttpResponse, Route } from '../event.ts';

/** Everything that a route's answer is made from. */
export interface Identified<T> {
  readonly request: T;
  readonly caller: Caller;
  readonly event: HttpEvent;
  readonly call: Call;
}

interface IdentifiedRoute<T> {
  /** Throws what is wrong with the request's form. */
  readonly readRequest: (event: HttpEvent) => T;
  /** Records that a caller who is known sent a request that can't be read. Absent where requests are not audited. */
  readonly recordInvalid?: (error: unknown, caller: Caller, event: HttpEvent, call: Call) => Promise<void>;
  readonly answer: (identified: Identified<T>) => Promise<HttpResponse>;
}

/**
 * Makes routes for callers who are known. The order is the same for all of them: 401, then 400, then 403 and whatever
 * else the answer may be. Who sends a request is settled before its form is looked at, so that nobody who is unknown
 * learns what a good request looks like; and its form before the sender's rights, so that a decision is made on all of it.
 */
export function createIdentified(identifyCaller: (credential: RequestCredential, call: Call) => Promise<Caller>) {
  return <T>({ readRequest, recordInvalid, answer }: IdentifiedRoute<T>): Route =>
    async (event, call) => {
      const caller = await identifyCaller(readRequestCredential(event), call);
      let request: T;
      try {
        request = readRequest(event);
      } catch (error) {
        await recordInvalid?.(error, caller, event, call);
        throw error;
      }
      return answer({ request, caller, event, call });
    };
}

/**
 * The credential that a request bears. What API Gateway says of a signed request is believed on `/iam/v1` routes alone,
 * because only those have the IAM authorizer. On them a bearer token counts for nothing.
 */
export function readRequestCredential(event: HttpEvent): RequestCredential {
  return / \/iam\/v1\//.test(event.routeKey) ? readIamIdentity(event) : readBearer(event.headers?.authorization);
}

function readIamIdentity(event: HttpEvent): RequestCredential {
  const context: unknown = event.requestContext;
  const authorizer = isJsonObject(context) ? context.authorizer : undefined;
  const iam = isJsonObject(authorizer) ? authorizer.iam : undefined;
  if (!isJsonObject(iam)) return { scheme: 'none' };
  const { userArn, userId } = iam;
  if (typeof userArn !== 'string' || typeof userId !== 'string')
    return { scheme: 'malformed', reason: 'iam_incomplete' };
  return { scheme: 'sigv4', identity: { userArn, userId } };
}

const BEARER = /^(?:bearer )?([\w.~+/=-]+)$/i;

/** RFC 6750 section 2.1; the bare token too, because AWS SDKs send it so to a container credentials endpoint. */
function readBearer(header: unknown): RequestCredential {
  if (header === undefined || header === '') return { scheme: 'none' };
  const [, token] = typeof header === 'string' ? (BEARER.exec(header) ?? []) : [];
  // Two headers arrive as one, joined by a comma; that and any other scheme is no single token.
  if (token === undefined) return { scheme: 'malformed', reason: 'not_a_single_bearer_token' };
  return { scheme: 'bearer', token: new Secret(token) };
}

/** The request's own bearer token, for principal types that pass it on to STS. */
export function tokenOf(event: HttpEvent): { readonly token?: Secret } {
  const credential = readRequestCredential(event);
  return credential.scheme === 'bearer' ? { token: credential.token } : {};
}
