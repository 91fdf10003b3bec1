import { decodeJwt, decodeProtectedHeader, type JWTPayload } from 'jose';

/**
 * The claims of a token, which anybody can read. Its signature is not checked, so they decide nothing. They are
 * `undefined` if the text is no JWT.
 */
export function claimsOf(token: string): JWTPayload | undefined {
  try {
    decodeProtectedHeader(token);
    return decodeJwt(token);
  } catch {
    return undefined;
  }
}
