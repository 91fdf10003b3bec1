import { type TokenForms, tokenForms } from '../../../shared/domain/leaked-token.ts';

type Fingerprints = { readonly fingerprints: readonly string[] } | Extract<TokenForms, { readonly fault: string }>;

const SHA256 = /^[0-9A-Fa-f]{64}$/;

/**
 * The fingerprints of a leaked token, which is hashed in this page, or the fingerprint itself if that is what was
 * pasted. The token goes nowhere.
 */
export async function fingerprintsOf(pasted: string): Promise<Fingerprints> {
  const text = pasted.trim();
  if (SHA256.test(text)) return { fingerprints: [text.toLowerCase()] };
  const leaked = tokenForms(text);
  return 'fault' in leaked ? leaked : { fingerprints: await Promise.all(leaked.forms.map(sha256)) };
}

async function sha256(text: string): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
