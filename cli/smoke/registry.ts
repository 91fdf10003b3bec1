import { isJsonObject } from '../../shared/domain/strict-json.ts';
import type { Login } from './login.ts';

/** What a registry makes of a request: the login is not good, it may not do this, it may, or who knows. */
export type Verdict = 'logged out' | 'denied' | 'allowed' | 'unclear';

export interface RegistryAnswer {
  readonly verdict: Verdict;
  /** The status and the error's code. */
  readonly told: string;
}

export interface RegistryRequest {
  readonly method: 'GET' | 'POST';
  /** The path after `/v2/`. */
  readonly path: string;
  /** The registry's host, if it is not the login's own. */
  readonly host?: string;
}

/** Asks a registry (OCI distribution, over plain HTTP requests) with a login. */
export type Knock = (login: Login, request: RegistryRequest) => Promise<RegistryAnswer>;

const TIMEOUT_MS = 30_000;

/** `url` takes the place of every registry: an emulator, which hears the registry's name in `X-Forwarded-Host`. */
export function createKnock(url: string | undefined, signal: AbortSignal): Knock {
  const get = (host: string, path: string, method: string, authorization?: string) =>
    fetch(`${url ?? `https://${host}`}${path}`, {
      method,
      headers: {
        ...(authorization !== undefined && { authorization }),
        ...(url !== undefined && { 'x-forwarded-host': host }),
      },
      // A layer is served by a redirect to S3, which must not see the login.
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    });
  return async (login, { method, path, host = login.host }) => {
    const basic = `Basic ${login.authorizationToken}`;
    // ECR Public answers a login with 400 where it wants a token, so the challenge comes first, as with every client.
    const realm = bearerRealm(await get(host, '/v2/', 'GET'), host);
    const granted = realm === undefined ? undefined : await get(host, realm, 'GET', basic);
    if (granted !== undefined && !granted.ok) return readVerdict(granted.status, await granted.text());
    const authorization = granted === undefined ? basic : `Bearer ${await readToken(granted)}`;
    const answer = await get(host, `/v2/${path}`, method, authorization);
    return readVerdict(answer.status, await answer.text());
  };
}

/**
 * Returns the path at which the registry exchanges a login for a token, as ECR Public does. Only the registry's own host
 * counts, because the login goes there.
 */
function bearerRealm(response: Response, host: string): string | undefined {
  const challenge = response.headers.get('www-authenticate') ?? '';
  const [, realm = ''] = /^Bearer .*?realm="([^"]+)"/i.exec(challenge) ?? [];
  const [, service = host] = /service="([^"]+)"/.exec(challenge) ?? [];
  const [, scope = 'aws'] = /scope="([^"]+)"/.exec(challenge) ?? [];
  if (response.status !== 401 || !realm.startsWith(`https://${host}/`)) return undefined;
  return `${new URL(realm).pathname}?${new URLSearchParams({ service, scope })}`;
}

async function readToken(response: Response): Promise<string> {
  const body: unknown = await response.json().catch(() => undefined);
  return isJsonObject(body) && typeof body.token === 'string' ? body.token : '';
}

/** The registry answers these to a read that it allows, if there is nothing to read. */
const NOTHING_THERE = ['MANIFEST_UNKNOWN', 'BLOB_UNKNOWN'];

/**
 * Reads an answer. A login that is over is 403 to ECR, as is a missing right, and 400 to ECR Public. Only the text tells
 * them apart.
 */
export function readVerdict(status: number, text: string): RegistryAnswer {
  const { code, message } = readError(text);
  const told = code === '' ? `${status}` : `${status} ${code}`;
  const isLoggedOut = status === 401 || ([400, 403].includes(status) && /authorization token/i.test(message));
  if (isLoggedOut) return { verdict: 'logged out', told };
  if (status === 403) return { verdict: 'denied', told };
  const isAllowed = (status >= 200 && status < 400) || (status === 404 && NOTHING_THERE.includes(code));
  return { verdict: isAllowed ? 'allowed' : 'unclear', told };
}

function readError(text: string): { readonly code: string; readonly message: string } {
  try {
    const { code, message } = JSON.parse(text).errors[0];
    return { code: /^[A-Z_]{1,40}$/.test(code) ? code : '', message: String(message) };
  } catch {
    return { code: '', message: text };
  }
}
