import type { Call } from '../../domain/call.ts';
import type { Caller, RequestCredential } from '../../domain/caller.ts';
import { Secret } from '../../domain/secret.ts';
import { isJsonObject } from '../../domain/strict-json.ts';
import type { HttpEvent, HttpResponse, Route } from '../event.ts';

/** Everything that a route needs for its response. */
export interface Identified<T> {
  readonly request: T;
  readonly caller: Caller;
  readonly event: HttpEvent;
  readonly call: Call;
}

interface IdentifiedRoute<T> {
  /** Throws all faults in the form of the request. */
  readonly readRequest: (event: HttpEvent, call: Call) => T;
  /** Records an unreadable request of a known caller. Absent where requests are not audited. */
  readonly recordInvalid?: (error: unknown, caller: Caller, event: HttpEvent, call: Call) => Promise<void>;
  readonly answer: (identified: Identified<T>) => Promise<HttpResponse>;
}

/**
 * Makes routes for known callers. All of them check in the same order: 401, then 400, then 403 and everything else. The
 * caller is identified before the request is read, so that strangers do not learn what a valid request looks like. The
 * request is read before it is authorized, so that the decision covers all of it.
 */
export function createIdentified(identifyCaller: (credential: RequestCredential, call: Call) => Promise<Caller>) {
  return <T>({ readRequest, recordInvalid, answer }: IdentifiedRoute<T>): Route =>
    async (event, call) => {
      const caller = await identifyCaller(readRequestCredential(event), call);
      let request: T;
      try {
        request = readRequest(event, call);
      } catch (error) {
        await recordInvalid?.(error, caller, event, call);
        throw error;
      }
      return answer({ request, caller, event, call });
    };
}

/**
 * The credential of a request. API Gateway's IAM identity is trusted only on `/iam/v1` routes, because only those have
 * the IAM authorizer. A bearer token on them is ignored.
 */
export function readRequestCredential(event: HttpEvent): RequestCredential {
  return / \/iam\/v1\//.test(event.routeKey) ? readIamIdentity(event) : readBearer(event.headers?.authorization);
}

function readIamIdentity(event: HttpEvent): RequestCredential {
  const context: unknown = event.requestContext;
  const authorizer = isJsonObject(context) ? context.authorizer : undefined;
  const iam = isJsonObject(authorizer) ? authorizer.iam : undefined;
  if (!isJsonObject(iam)) return { scheme: 'none' };
  const { userArn, userId, accessKey } = iam;
  if (typeof userArn !== 'string' || typeof userId !== 'string')
    return { scheme: 'malformed', reason: 'iam_incomplete' };
  const isKeyId = typeof accessKey === 'string' && /^[A-Z0-9]{16,128}$/.test(accessKey);
  return { scheme: 'sigv4', identity: { userArn, userId, ...(isKeyId && { accessKeyId: accessKey }) } };
}

const BEARER = /^(?:bearer )?([\w.~+/=-]+)$/i;

/**
 * A bearer token (RFC 6750 section 2.1). The scheme is optional, because AWS SDKs send the bare token to a container
 * credentials endpoint.
 */
function readBearer(header: unknown): RequestCredential {
  if (header === undefined || header === '') return { scheme: 'none' };
  const [, token] = typeof header === 'string' ? (BEARER.exec(header) ?? []) : [];
  // Two headers arrive as one, joined by a comma, and are refused like any other scheme.
  if (token === undefined) return { scheme: 'malformed', reason: 'not_a_single_bearer_token' };
  return { scheme: 'bearer', token: new Secret(token) };
}

/** The request's bearer token, for principal types that pass it on to STS. */
export function tokenOf(event: HttpEvent): { readonly token?: Secret } {
  const credential = readRequestCredential(event);
  return credential.scheme === 'bearer' ? { token: credential.token } : {};
}
