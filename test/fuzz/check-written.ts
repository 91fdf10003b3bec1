// What must hold of logins in formats that are not JSON, of errors in a consumer's own form, and of secrets in any answer.
import { identityOf, mayBeIn, mayHave, type Own, ownOf } from './oracle.ts';
import { askedOf, policyFault } from './session-policy.ts';
import type { PoolToken } from './tokens.ts';
import { ownErrorOf, readerOf, shownIn } from './written-login.ts';

export interface Seen {
  readonly requestId: string;
  readonly event: unknown;
  readonly answer: unknown;
  readonly thrown?: unknown;
}

export interface LoginSession {
  /** The role's name. */
  readonly role: string;
  readonly policy: string | undefined;
}

export interface Known {
  readonly tokens: ReadonlyMap<string, PoolToken>;
  /** Whose session ECR gave a password to. */
  readonly sessionOf: (password: string) => LoginSession | undefined;
  /** What may stand in no answer. */
  readonly canaries: readonly string[];
  /** What may stand in no answer but in the place of a login. */
  readonly issued: readonly string[];
}

/** Codes of the contract by status, without those that say that something else is broken. */
export const CODES: Readonly<Record<number, readonly string[]>> = {
  400: ['invalid_request'],
  401: ['token_missing', 'token_rejected'],
  403: ['not_allowed'],
  406: ['format_unknown'],
  413: ['payload_too_large'],
  429: ['too_many_requests'],
};

type Json = Record<string, unknown>;

/** What is wrong with a login that was asked for in another format; `undefined` for everything else. */
export function writtenFault(seen: Seen, headers: Json, text: string, known: Known): string | undefined {
  const { routeKey, pathParameters } = Object(seen.event);
  if (/codeartifact\/credentials$/.test(routeKey)) return packageTextFault(seen, headers, text, known);
  if (!/ecr\/credentials$/.test(routeKey)) return undefined;
  const asked = askedOf(seen.event);
  const reader = readerOf(asked.format);
  if (reader === undefined) return undefined;
  if (headers['content-type'] !== reader.type) return 'not the type of its format';
  const logins = reader.read(text);
  if (logins.length === 0) return 'no login';
  const { id } = Object(pathParameters);
  const identity = identityOf(seen.event, known.tokens);
  if (!mayHave(id, identity)) return 'WRONG GRANT';
  let rest = shownIn(asked.format, text);
  for (const { password, host } of logins) {
    const region = host?.split('.')[3];
    const fault = passwordFault({ password, region }, known, { id, ...ownOf(id, identity) }, asked);
    if (fault !== undefined) return fault;
    rest = rest.replaceAll(password, '').replaceAll(btoa(`AWS:${password}`), '');
  }
  if (rest.includes('[secret]')) return 'a login that is none';
  return leakIn(seen, rest, known) ?? 'none';
}

/** A token of CodeArtifact, as the stand-in makes them. */
const PACKAGE_TOKEN = /eyJ2ZXIiOjEs[\w.-]+/g;

/** The same of a login to packages. */
function packageTextFault(seen: Seen, headers: Json, text: string, known: Known): string | undefined {
  if (headers['content-type'] === 'application/json') return undefined;
  const { id } = Object(Object(seen.event).pathParameters);
  if (!mayHave(id, identityOf(seen.event, known.tokens)) || id !== 'shop-packages') return 'WRONG GRANT';
  const tokens = text.match(PACKAGE_TOKEN) ?? [];
  if (tokens.length === 0) return 'no login';
  if (tokens.some((token) => known.sessionOf(token)?.role !== id)) return 'a login of another role';
  return leakIn(seen, text.replaceAll(PACKAGE_TOKEN, ''), known) ?? 'none';
}

/** What is wrong with an error that has the form of a consumer's protocol; `undefined` for problems. */
export function ownErrorFault(seen: Seen, status: number, headers: Json, text: string): string | undefined {
  const own = ownErrorOf(seen.event, text);
  if (own === undefined) return undefined;
  const [code, request] = own.said;
  if (!CODES[status]?.includes(String(code))) return `status ${status} with code ${code}`;
  if (request !== seen.requestId) return 'another request id';
  if (headers['content-type'] !== own.type) return "not the type of the consumer's errors";
  if ((status === 401) !== 'www-authenticate' in headers) return 'challenges wrongly';
  return tokensIn(seen.event).some((token) => text.includes(token)) ? 'A TOKEN IN AN ANSWER' : 'none';
}

export function passwordFault(
  { password, region }: { readonly password: string; readonly region: string | undefined },
  { sessionOf }: Known,
  { id, role, repositories, narrowed }: Own & { readonly id: unknown },
  asked: Json,
): string | undefined {
  const session = sessionOf(password);
  if (session === undefined || session.role !== role) return 'a login of another role';
  const fault = policyFault(String(id), asked, session.policy, { claimed: repositories, narrowed });
  if (fault !== undefined) return fault;
  return region === undefined || mayBeIn(String(id), region, narrowed) ? undefined : 'a login of a forbidden region';
}

export function leakIn({ event }: Seen, rest: string, { canaries, issued }: Known): string | undefined {
  if (canaries.some((canary) => rest.includes(canary))) return 'A CANARY IN AN ANSWER';
  if (issued.some((secret) => rest.includes(secret))) return 'A SECRET IN AN ANSWER';
  return tokensIn(event).some((token) => rest.includes(token)) ? 'A TOKEN IN AN ANSWER' : undefined;
}

/** The signatures of the tokens that an event brings: enough of a token to be told by. */
export function tokensIn(event: unknown): readonly string[] {
  const header: unknown = Object(Object(event).headers).authorization;
  if (typeof header !== 'string') return [];
  return header.split(/[ ,]/).flatMap((part) => {
    const [, , signature = '', ...more] = part.split('.');
    return more.length === 0 && /^[\w-]{40,}$/.test(signature) ? [signature] : [];
  });
}
