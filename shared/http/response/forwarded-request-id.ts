import { isJsonObject } from '../../domain/strict-json.ts';

/**
 * The ID that the API gave a request, which answers to one request and problems name. A list of other requests, and claims
 * that somebody chose, have such members further inside, and name another request.
 */
export function requestIdIn(body: string): { readonly forwardedRequestId?: string } {
  const id = memberOf(body);
  return typeof id === 'string' && /^[\w-]{1,64}$/.test(id) ? { forwardedRequestId: id } : {};
}

function memberOf(body: string): unknown {
  try {
    const value: unknown = JSON.parse(body);
    return isJsonObject(value) ? value.requestId : undefined;
  } catch {
    return undefined;
  }
}
