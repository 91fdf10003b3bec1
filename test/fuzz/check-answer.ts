// What must hold of any answer to any event, while everything that the service depends on is well.

import { packagesFault } from './check-packages.ts';
import { CODES, type Known, leakIn, ownErrorFault, passwordFault, type Seen, writtenFault } from './check-written.ts';
import { identityOf, mayHave, maySee, ownOf } from './oracle.ts';
import { askedOf } from './session-policy.ts';

const STAGES = ['request', 'authentication', 'authorization'];
const PROBLEM = ['type', 'title', 'status', 'detail', 'code', 'stage', 'retryable', 'requestId'];
const LOGIN = ['connectorId', 'credentials', 'session', 'refreshAfter', 'source', 'duration'];
const CALLER = ['requestId', 'kind', 'issuer', 'subject', 'administrator', 'auditor', 'groups', 'claims'];

/** What is the same for everybody. */
const ALIKE: Readonly<Record<string, readonly string[]>> = {
  'GET /v1/status': ['status', 'version'],
  'GET /v1/policy-examples': ['items'],
};

type Json = Record<string, unknown>;
function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
function hasOnly(value: Json, names: readonly string[]) {
  return Object.keys(value).sort().join() === [...names].sort().join();
}

/** The first thing that is wrong with an answer. */
export function faultOf(seen: Seen, known: Known): string | undefined {
  const { answer } = seen;
  if ('thrown' in seen) return 'the handler threw';
  if (!isObject(answer) || !hasOnly(answer, ['statusCode', 'headers', 'body'])) return 'not an answer';
  const { statusCode: status, headers, body: text } = answer;
  if (typeof status !== 'number' || !isObject(headers) || typeof text !== 'string') return 'not a whole answer';
  if (headers['cache-control'] !== 'no-store') return 'may be stored';
  const special =
    status === 200 ? writtenFault(seen, headers, text, known) : ownErrorFault(seen, status, headers, text);
  if (special !== undefined) return special === 'none' ? undefined : special;
  const body = parsed(text);
  if (!isObject(body)) return 'no JSON object';
  return (
    (status === 200 ? goodFault(seen, headers, body, known) : badFault(seen, status, headers, body, known)) ??
    leak(seen, text, body, known)
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function badFault(seen: Seen, status: number, headers: Json, body: Json, { tokens }: Known): string | undefined {
  const { requestId, event } = seen;
  const code = String(body.code);
  if (!CODES[status]?.includes(code)) return `status ${status} with code ${code}`;
  const optional = ['errors', 'moreErrors'].filter((name) => name in body);
  if (!hasOnly(body, [...PROBLEM, ...optional])) return 'not a problem of the contract';
  if (body.status !== status || body.type !== `urn:portunus:error:${code}`) return 'contradicts itself';
  // A format may find only when it writes that it has no form for what it was given.
  const stages = code === 'format_unknown' ? [...STAGES, 'delivery'] : STAGES;
  if (!stages.includes(String(body.stage))) return 'of a wrong stage';
  if ((status === 429) !== body.retryable || (status === 429) !== 'retry-after' in headers) return 'retryable, or not';
  // All events come from one address, which fails to authenticate most of the time. A valid token is accepted for all that.
  const isOfLimit = body.stage === 'authorization' && JSON.stringify(event).includes('limited-images');
  if (status === 429 && identityOf(event, tokens)?.via === 'token' && !isOfLimit)
    return 'A VALID TOKEN WAS TOLD TO WAIT';
  if (body.requestId !== requestId) return 'another request id';
  if (headers['content-type'] !== 'application/problem+json') return 'not problem+json';
  if ((status === 401) !== 'www-authenticate' in headers) return 'challenges wrongly';
  return 'errors' in body ? errorsFault(body.errors) : undefined;
}

function errorsFault(errors: unknown): string | undefined {
  if (!Array.isArray(errors) || errors.length === 0) return 'errors that are none';
  const isGood = (error: unknown) =>
    isObject(error) &&
    hasOnly(error, ['field', 'detail']) &&
    typeof error.field === 'string' &&
    error.field !== '' &&
    typeof error.detail === 'string' &&
    error.detail !== '';
  return errors.every(isGood) ? undefined : 'an error without field or detail';
}

function goodFault(seen: Seen, headers: Json, body: Json, known: Known): string | undefined {
  if (headers['content-type'] !== 'application/json') return 'not JSON by its type';
  const { routeKey } = Object(seen.event);
  const alike = ALIKE[String(routeKey).replace('/iam/', '/')];
  if (alike !== undefined) return hasOnly(body, alike) ? undefined : 'not what everybody gets';
  if (/ \/(?:iam\/)?v1\/connectors(?:\/\{id\})?$/.test(routeKey)) return connectorsFault(seen, body, known);
  if (body.requestId !== seen.requestId) return 'another request id';
  if (/ecr\/credentials$/.test(routeKey)) return loginFault(seen, body, known);
  if (/codeartifact\/credentials$/.test(routeKey)) {
    const { requestId: _checked, ...login } = body;
    return packagesFault(seen, login, known, { ...askedOf(seen.event), id: Object(seen.event).pathParameters.id });
  }
  if (/\/v1\/credentials$/.test(routeKey)) return batchFault(seen, body, known);
  // Everything else that issue has is of connectors that do not serve it, so that a 200 of it is nobody's.
  const identity = identityOf(seen.event, known.tokens);
  if (!hasOnly(body, CALLER) || identity === undefined) return 'somebody who is nobody';
  if (body.administrator !== false || body.auditor !== false) return 'an administrator, or an auditor';
  const subject = identity.via === 'token' ? identity.token.claims.sub : identity.arn;
  return body.subject === subject ? undefined : 'somebody else';
}

/** A stranger may know the connectors that let it in, and of each what it can ask for. */
function connectorsFault({ event }: Seen, body: Json, { tokens }: Known): string | undefined {
  const { items = [body] } = body;
  if (!Object(event).routeKey.startsWith('GET ') || !Array.isArray(items)) return 'a change by a stranger';
  const identity = identityOf(event, tokens);
  const limits = ['access', 'repositories', 'registries', 'codeartifact', 'regions', 'maxDurationSeconds'];
  const shown = ['id', 'name', 'description', 'principalType', 'serves', 'region', ...limits];
  const isGood = (one: Json) => maySee(one.id, identity) && Object.keys(one).every((name) => shown.includes(name));
  return items.every(isGood) ? undefined : 'A CONNECTOR OF OTHERS, OR TOO MUCH OF ONE';
}

function loginFault(seen: Seen, body: Json, known: Known): string | undefined {
  const { requestId: _checked, ...login } = body;
  return oneLoginFault(seen, login, known, {
    ...askedOf(seen.event),
    id: Object(Object(seen.event).pathParameters).id,
  });
}

/** Of several, each is what a request for it alone would get, or what is wrong with it. */
function batchFault(seen: Seen, body: Json, known: Known): string | undefined {
  if (!hasOnly(body, ['requestId', 'results']) || !Array.isArray(body.results)) return 'not a batch';
  const { requests } = askedOf(seen.event);
  if (!Array.isArray(requests) || requests.length !== body.results.length) return 'another number of results';
  const faults = body.results.map(({ status, ...result }, index) => {
    const { connectorId: id, ...asked } = requests[index];
    const check = asked.service === 'codeartifact' ? packagesFault : oneLoginFault;
    if (status === 200) return check(seen, result, known, { ...asked, id });
    const { error, ...rest } = result;
    if (!hasOnly(rest, ['connectorId']) || rest.connectorId !== id) return 'not a result';
    const challenge = status === 401 ? { 'www-authenticate': 'of the whole answer' } : {};
    const headers = { 'content-type': 'application/problem+json', ...challenge };
    const fault = badFault(seen, status, headers, { ...error, requestId: seen.requestId }, known);
    // A used token is wrong for one connector only.
    const isOfOne = status !== 429 && (status !== 401 || id === 'once-images');
    return !isOfOne || 'requestId' in error ? 'not a problem of one of several' : fault;
  });
  return faults.find((fault) => fault !== undefined);
}

function oneLoginFault({ event }: Seen, body: Json, known: Known, { id, ...asked }: Json): string | undefined {
  const identity = identityOf(event, known.tokens);
  if (!mayHave(id, identity)) return 'WRONG GRANT';
  if (!hasOnly(body, LOGIN) || body.connectorId !== id || !Array.isArray(body.credentials)) return 'not a login';
  if (body.credentials.length === 0) return 'no login';
  const arn: unknown = Object(body.session).arn;
  const own = { id, ...ownOf(id, identity) };
  if (typeof arn !== 'string' || arn.split('/')[1] !== own.role) return 'a session of another role';
  if (own.narrowed && Object(body.duration).grantedSeconds !== 900) return 'A LONGER SESSION THAN GRANTED';
  const faults = body.credentials.map((login) => passwordFault(login, known, own, asked));
  return faults.find((fault) => fault !== undefined);
}

/** An answer without the login in it, where it has one. */
function withoutLogin(text: string, body: Json): string {
  if (Array.isArray(body.results)) return body.results.map((one) => withoutLogin(JSON.stringify(one), one)).join();
  if (isObject(body.credentials)) {
    const { authorizationToken: _token, ...credentials } = body.credentials;
    return JSON.stringify({ ...body, credentials });
  }
  if (!Array.isArray(body.credentials)) return text;
  const credentials = body.credentials.map(({ password: _p, authorizationToken: _t, ...rest }) => rest);
  return JSON.stringify({ ...body, credentials });
}

function leak(seen: Seen, text: string, body: Json, known: Known): string | undefined {
  return known.canaries.some((canary) => text.includes(canary))
    ? 'A CANARY IN AN ANSWER'
    : leakIn(seen, withoutLogin(text, body), known);
}
