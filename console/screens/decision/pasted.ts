import { isJsonObject } from '../../../shared/domain/strict-json.ts';

export type Claims = Readonly<Record<string, unknown>>;

/** What was pasted: claims, which a token bears too, the ID of a request, or something else. */
export type Pasted =
  | { readonly kind: 'claims'; readonly claims: Claims; readonly isToken: boolean }
  | { readonly kind: 'request'; readonly requestId: string }
  | { readonly kind: 'nothing' | 'unknown' };

/** A UUID, as Lambda makes them. The ID goes into an address, where no opaque token may be. */
const REQUEST_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Reads what was pasted. Of a token only its claims are kept: nobody can use them as a token. */
export function readPasted(pasted: string): Pasted {
  const text = pasted.trim().replace(/^Bearer\s+/i, '');
  if (text === '') return { kind: 'nothing' };
  const [, payload] = /^[\w-]+\.([\w-]+)\.[\w-]*$/.exec(text) ?? [];
  const claims = objectIn(payload === undefined ? text : decoded(payload));
  if (claims !== undefined) return { kind: 'claims', claims, isToken: payload !== undefined };
  return REQUEST_ID.test(text) ? { kind: 'request', requestId: text } : { kind: 'unknown' };
}

function decoded(base64Url: string): string {
  try {
    const binary = atob(base64Url.replaceAll('-', '+').replaceAll('_', '/'));
    return new TextDecoder().decode(Uint8Array.from(binary, (one) => one.charCodeAt(0)));
  } catch {
    return '';
  }
}

function objectIn(text: string): Claims | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
