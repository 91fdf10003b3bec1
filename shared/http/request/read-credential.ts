import type { RequestCredential } from '../../domain/caller.ts';
import { Secret } from '../../domain/secret.ts';
import { isJsonObject } from '../../domain/strict-json.ts';
import type { HttpEvent } from '../event.ts';

/**
 * What an event shows of its sender. API Gateway's word on a signed request is believed on `/iam/v1` routes alone,
 * for only those carry the IAM authorizer; on them a bearer token counts for nothing.
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
