/** The texts that a leaked token may be recorded as, or why it can't be one that was issued. */
export type TokenForms =
  | { readonly forms: readonly string[] }
  | { readonly fault: 'nothing' | 'a JWT' | 'more than a token' };

const JWT = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** How the base64 of a text begins that begins with `AWS:`. */
const OF_AWS = /^QVdTO[g-v]/;

/**
 * The records know a registry login by the SHA-256 of its authorization token, which is the base64 of `AWS:` and the
 * password, so a password is put into that form. It may be a session token as well, which is hashed as it is.
 */
export function tokenForms(leaked: string): TokenForms {
  // A token that was copied from a log or a terminal can be broken into lines. `AWS:` is Docker's user name.
  const text = leaked.replaceAll(/\s/g, '').replace(/^AWS:/, '');
  if (text === '') return { fault: 'nothing' };
  if (JWT.test(text)) return { fault: 'a JWT' };
  if (/[^\w+/=-]/.test(text)) return { fault: 'more than a token' };
  return { forms: OF_AWS.test(text) ? [text] : [btoa(`AWS:${text}`), text] };
}
