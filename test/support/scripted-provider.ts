// An OpenID provider that says what a test wants, and can be wrong in ways that no real one is.
import { vi } from 'vitest';
import type { SignInIssuer } from '../../cli/sign-in/issuers.ts';

export const CORP: SignInIssuer = {
  id: 'corp',
  url: 'https://id.corp.example',
  cliClientId: 'portunus-cli',
  scopes: ['openid', 'offline_access'],
  maxTokenAgeSeconds: 600,
};

export const METADATA = {
  issuer: CORP.url,
  authorization_endpoint: `${CORP.url}/authorize`,
  device_authorization_endpoint: `${CORP.url}/device`,
  token_endpoint: `${CORP.url}/token`,
  jwks_uri: `${CORP.url}/keys`,
  id_token_signing_alg_values_supported: ['ES256'],
};

/** An ID token whose signature nobody looks at: it comes from the provider over TLS, and the service checks it. */
export function idToken(claims: Readonly<Record<string, unknown>> = {}): string {
  const iat = Math.floor(Date.now() / 1000);
  const all = { iss: CORP.url, aud: CORP.cliClientId, sub: 'ada', iat, exp: iat + 600, ...claims };
  return [{ alg: 'ES256' }, all, 'signature'].map((part) => btoa(JSON.stringify(part)).replaceAll('=', '')).join('.');
}

export function tokens(claims?: Readonly<Record<string, unknown>>, refreshToken = 'next'): object {
  return { access_token: 'access', token_type: 'bearer', id_token: idToken(claims), refresh_token: refreshToken };
}

/** A refusal by its error, or what goes wrong. */
type Answer = object | Response | Error;

export function refused(error: string, description?: string): Response {
  return Response.json({ error, ...(description && { error_description: description }) }, { status: 400 });
}

/**
 * Answers by the paths of the provider. Several answers of one path are given one after the other. Returns the requests.
 */
export function scriptProvider(script: Readonly<Record<string, Answer | readonly Answer[]>>) {
  const answers = new Map<string, Answer | readonly Answer[]>(
    Object.entries({ '/.well-known/openid-configuration': METADATA, ...script }),
  );
  const requests: { readonly path: string; readonly body: string }[] = [];
  vi.stubGlobal('fetch', async (address: string, init?: RequestInit) => {
    const { pathname: path } = new URL(address);
    requests.push({ path, body: String(init?.body ?? '') });
    const found = answers.get(path);
    const [answer, ...rest]: readonly (Answer | undefined)[] = Array.isArray(found) ? found : [found];
    if (rest.length > 0) answers.set(path, rest as readonly Answer[]);
    if (answer === undefined) throw new Error(`nobody asks for ${path}`);
    if (answer instanceof Error) throw answer;
    return answer instanceof Response ? answer.clone() : Response.json(answer);
  });
  return requests;
}
