import type { Secret } from '../../domain/secret.ts';

/** The cookies of the console. Only pages of its own origin have them, and no script reads them. */
export interface ConsoleCookies {
  readonly names: { readonly session: string; readonly signIn: string };
  readonly session: (id: Secret) => string;
  /** Strict cookies are withheld when a provider sends the browser back. This one holds no session. */
  readonly signIn: (text: string, seconds: number) => string;
  readonly noSession: string;
  readonly noSignIn: string;
}

/**
 * `__Host-` makes browsers refuse the cookie from any other host, path or without TLS (RFC 6265bis). A service on this
 * machine has no TLS, so its cookies have no such name.
 */
export function createConsoleCookies(isLoopback: boolean): ConsoleCookies {
  const [prefix, secure] = isLoopback ? ['', ''] : ['__Host-', '; Secure'];
  const names = { session: `${prefix}portunus`, signIn: `${prefix}portunus-sign-in` };
  const cookie = (name: string, value: string, sameSite: 'Strict' | 'Lax', more = '') =>
    `${name}=${value}; Path=/; HttpOnly; SameSite=${sameSite}${secure}${more}`;
  return {
    names,
    session: (id) => cookie(names.session, id.reveal(), 'Strict'),
    signIn: (text, seconds) => cookie(names.signIn, text, 'Lax', `; Max-Age=${seconds}`),
    noSession: cookie(names.session, '', 'Strict', '; Max-Age=0'),
    noSignIn: cookie(names.signIn, '', 'Lax', '; Max-Age=0'),
  };
}
