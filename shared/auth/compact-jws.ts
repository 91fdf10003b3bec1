import type { Claims } from '../domain/claims.ts';
import { tokenRejected } from '../domain/errors.ts';
import { MAX_KEY_ID_LENGTH } from '../domain/jwk.ts';
import { isJsonObject, parseStrictJson } from '../domain/strict-json.ts';

/** A decoded token. None of it is verified yet. */
export interface UnverifiedToken {
  readonly algorithm: string;
  /** May be absent if the issuer has a single key. */
  readonly keyId: string | undefined;
  readonly type: string | undefined;
  readonly unverifiedClaims: Claims;
  readonly unverifiedIssuer: string;
  /** The token's text. The signature covers its first two parts. */
  readonly compact: string;
}

const MAX_TOKEN_BYTES = 8 * 1024;

/**
 * Header members with which a token could choose its own keys or rules (RFC 7515 section 4.1, RFC 7797), or declare
 * that it contains another token (`cty`).
 */
const FORBIDDEN_HEADERS = ['jwk', 'jku', 'x5c', 'x5u', 'crit', 'b64', 'zip', 'cty', 'enc', 'epk'];

/**
 * Decodes a JWS in compact form. It is stricter than the RFCs require, so that no two readers see different tokens:
 * canonical base64url, valid UTF-8, no duplicate members, no header that brings keys. Throws `token_rejected`.
 */
export function readCompactJws(token: string): UnverifiedToken {
  if (Buffer.byteLength(token) > MAX_TOKEN_BYTES) throw tokenRejected('too_large');
  const [header64, payload64, signature64, ...rest] = token.split('.');
  if (!header64 || !payload64 || !signature64 || rest.length > 0) throw tokenRejected('not_three_parts');
  decodeBase64Url(signature64);
  const header = readObject(header64);
  const claims = readObject(payload64);
  if (FORBIDDEN_HEADERS.some((name) => Object.hasOwn(header, name))) throw tokenRejected('forbidden_header');
  const { alg, kid, typ } = header;
  if (typeof alg !== 'string') throw tokenRejected('alg_missing');
  if (kid !== undefined && (typeof kid !== 'string' || kid.length > MAX_KEY_ID_LENGTH))
    throw tokenRejected('kid_unreadable');
  if (typ !== undefined && typeof typ !== 'string') throw tokenRejected('typ_unreadable');
  if (typeof claims.iss !== 'string') throw tokenRejected('iss_missing');
  return {
    algorithm: alg,
    keyId: kid,
    type: typ,
    unverifiedClaims: claims,
    unverifiedIssuer: claims.iss,
    compact: token,
  };
}

function decodeBase64Url(text: string): Buffer {
  const bytes = Buffer.from(text, 'base64url');
  // The decoder ignores padding, foreign characters and spare bits, so one token could have several spellings. Encoding
  // the bytes again finds them.
  if (bytes.toString('base64url') !== text) throw tokenRejected('not_canonical_base64url');
  return bytes;
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function readObject(part: string): Readonly<Record<string, unknown>> {
  const bytes = decodeBase64Url(part);
  try {
    const value = parseStrictJson(UTF8.decode(bytes));
    if (isJsonObject(value)) return value;
  } catch {
    // The parser's message is dropped, because it could quote the token.
  }
  throw tokenRejected('not_a_json_object');
}
