// What must hold of any answer to any event, while everything that the service depends on is well.
import { identityOf, mayBeIn, mayHave } from './oracle.ts';
import { askedOf, policyFault } from './session-policy.ts';
import type { PoolToken } from './tokens.ts';

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
const CODES: Readonly<Record<number, readonly string[]>> = {
  400: ['invalid_request'],
  401: ['token_missing', 'token_rejected'],
  403: ['not_allowed'],
  406: ['format_unknown'],
  413: ['payload_too_large'],
};
const STAGES = ['request', 'authentication', 'authorization'];
const PROBLEM = ['type', 'title', 'status', 'detail', 'code', 'stage', 'retryable', 'requestId'];
const LOGIN = ['connectorId', 'credentials', 'session', 'refreshAfter', 'source', 'duration'];
const CALLER = ['requestId', 'kind', 'issuer', 'subject', 'administrator', 'groups', 'claims'];

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const hasOnly = (value: Json, names: readonly string[]) =>
  Object.keys(value).sort().join() === [...names].sort().join();

/** The first thing that is wrong with an answer. */
export const faultOf = (seen: Seen, known: Known): string | undefined => {
  const { answer } = seen;
  if ('thrown' in seen) return 'the handler threw';
  if (!isObject(answer) || !hasOnly(answer, ['statusCode', 'headers', 'body'])) return 'not an answer';
  const { statusCode: status, headers, body: text } = answer;
  if (typeof status !== 'number' || !isObject(headers) || typeof text !== 'string') return 'not a whole answer';
  if (headers['cache-control'] !== 'no-store') return 'may be stored';
  const body = parsed(text);
  if (!isObject(body)) return 'no JSON object';
  return (
    (status === 200 ? goodFault(seen, headers, body, known) : badFault(seen, status, headers, body)) ??
    leak(seen, text, body, known)
  );
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const badFault = ({ requestId }: Seen, status: number, headers: Json, body: Json): string | undefined => {
  const code = String(body.code);
  if (!CODES[status]?.includes(code)) return `status ${status} with code ${code}`;
  if (!hasOnly(body, 'errors' in body ? [...PROBLEM, 'errors'] : PROBLEM)) return 'not a problem of the contract';
  if (body.status !== status || body.type !== `urn:portunus:error:${code}`) return 'contradicts itself';
  if (body.retryable !== false || !STAGES.includes(String(body.stage))) return 'of a wrong stage, or retryable';
  if (body.requestId !== requestId) return 'another request id';
  if (headers['content-type'] !== 'application/problem+json') return 'not problem+json';
  if ((status === 401) !== 'www-authenticate' in headers) return 'challenges wrongly';
  return 'errors' in body ? errorsFault(body.errors) : undefined;
};

const errorsFault = (errors: unknown): string | undefined => {
  if (!Array.isArray(errors) || errors.length === 0) return 'errors that are none';
  const isGood = (error: unknown) =>
    isObject(error) &&
    hasOnly(error, ['field', 'detail']) &&
    typeof error.field === 'string' &&
    error.field !== '' &&
    typeof error.detail === 'string' &&
    error.detail !== '';
  return errors.every(isGood) ? undefined : 'an error without field or detail';
};

const goodFault = (seen: Seen, headers: Json, body: Json, known: Known): string | undefined => {
  if (headers['content-type'] !== 'application/json') return 'not JSON by its type';
  const { routeKey } = Object(seen.event);
  if (routeKey === 'GET /v1/status') return hasOnly(body, ['status', 'version']) ? undefined : 'not a status';
  if (body.requestId !== seen.requestId) return 'another request id';
  if (/ecr\/credentials$/.test(routeKey)) return loginFault(seen, body, known);
  if (/\/v1\/credentials$/.test(routeKey)) return batchFault(seen, body, known);
  // Everything else that issue has is of connectors that do not serve it, so that a 200 of it is nobody's.
  const identity = identityOf(seen.event, known.tokens);
  if (!hasOnly(body, CALLER) || identity === undefined) return 'somebody who is nobody';
  if (body.administrator !== false) return 'an administrator';
  const subject = identity.via === 'token' ? identity.token.claims.sub : identity.arn;
  return body.subject === subject ? undefined : 'somebody else';
};

const loginFault = (seen: Seen, body: Json, known: Known): string | undefined => {
  const { requestId: _checked, ...login } = body;
  return oneLoginFault(seen, login, known, {
    ...askedOf(seen.event),
    id: Object(Object(seen.event).pathParameters).id,
  });
};

/** Of several, each is what a request for it alone would get, or what is wrong with it. */
const batchFault = (seen: Seen, body: Json, known: Known): string | undefined => {
  if (!hasOnly(body, ['requestId', 'results']) || !Array.isArray(body.results)) return 'not a batch';
  const { requests } = askedOf(seen.event);
  if (!Array.isArray(requests) || requests.length !== body.results.length) return 'another number of results';
  const faults = body.results.map(({ status, ...result }, index) => {
    const { connectorId: id, ...asked } = requests[index];
    if (status === 200) return oneLoginFault(seen, result, known, { ...asked, id });
    const { error, ...rest } = result;
    if (!hasOnly(rest, ['connectorId']) || rest.connectorId !== id) return 'not a result';
    const headers = { 'content-type': 'application/problem+json' };
    const fault = badFault(seen, status, headers, { ...error, requestId: seen.requestId });
    return status === 401 || 'requestId' in error ? 'not a problem of one of several' : fault;
  });
  return faults.find((fault) => fault !== undefined);
};

const oneLoginFault = (
  { event }: Seen,
  body: Json,
  { tokens, sessionOf }: Known,
  { id, ...asked }: Json,
): string | undefined => {
  if (!mayHave(id, identityOf(event, tokens))) return 'WRONG GRANT';
  if (!hasOnly(body, LOGIN) || body.connectorId !== id || !Array.isArray(body.credentials)) return 'not a login';
  if (body.credentials.length === 0) return 'no login';
  const arn: unknown = Object(body.session).arn;
  if (typeof arn !== 'string' || arn.split('/')[1] !== id) return 'a session of another role';
  for (const { password, region } of body.credentials) {
    const session = sessionOf(password);
    if (session === undefined || session.role !== id) return 'a login of another role';
    const fault = policyFault(String(id), asked, session.policy);
    if (fault !== undefined) return fault;
    if (!mayBeIn(String(id), region)) return 'a login of a forbidden region';
  }
  return undefined;
};

/** An answer without the login in it, where it has one. */
const withoutLogin = (text: string, body: Json): string => {
  if (Array.isArray(body.results)) return body.results.map((one) => withoutLogin(JSON.stringify(one), one)).join();
  if (!Array.isArray(body.credentials)) return text;
  const credentials = body.credentials.map(({ password: _p, authorizationToken: _t, ...rest }) => rest);
  return JSON.stringify({ ...body, credentials });
};

const leak = ({ event }: Seen, text: string, body: Json, { canaries, issued }: Known): string | undefined => {
  if (canaries.some((canary) => text.includes(canary))) return 'A CANARY IN AN ANSWER';
  const rest = withoutLogin(text, body);
  if (issued.some((secret) => rest.includes(secret))) return 'A SECRET IN AN ANSWER';
  return tokensIn(event).some((token) => rest.includes(token)) ? 'A TOKEN IN AN ANSWER' : undefined;
};

/** The signatures of the tokens that an event brings: enough of a token to be told by. */
export const tokensIn = (event: unknown): readonly string[] => {
  const header: unknown = Object(Object(event).headers).authorization;
  if (typeof header !== 'string') return [];
  return header.split(/[ ,]/).flatMap((part) => {
    const [, , signature = '', ...more] = part.split('.');
    return more.length === 0 && /^[\w-]{40,}$/.test(signature) ? [signature] : [];
  });
};
