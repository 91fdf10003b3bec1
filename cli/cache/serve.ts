import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { IssuedLogins } from '../../shared/domain/credential.ts';
import { PortunusError } from '../../shared/domain/errors.ts';
import { isJsonObject } from '../../shared/domain/strict-json.ts';
import { formats, renderLogins } from '../../shared/formats/index.ts';
import { CommandError } from '../command.ts';
import { type ApiAnswer, type ApiClient, createApiClient } from '../http/client.ts';
import { readLogins } from '../logins/ask-logins.ts';
import type { OwnCredentials } from '../open-access.ts';
import { createHeldLogins, type Outcome, type Refusal } from './held-logins.ts';
import { keyOf, readAsked, type Scope, type Writing } from './scope.ts';

interface Text {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

type Note = (line: string) => void;

/** Serves logins at a socket, until the process is told to end. `note` gets a line for each request to the service. */
export async function serveCache(path: string, own: OwnCredentials, note: Note): Promise<Server> {
  const answer = createAnswer(own, note);
  const server = createServer((request, response) => {
    request.resume();
    const isTokenSent = request.headers.authorization !== undefined;
    answer(request.method, request.url ?? '', isTokenSent).then(
      (text) => send(response, text),
      () => response.destroy(),
    );
  });
  const before = process.umask(0o177);
  try {
    server.listen(path);
    await once(server, 'listening');
  } finally {
    process.umask(before);
  }
  return server;
}

function send(response: ServerResponse, { status, contentType, body }: Text): void {
  response.writeHead(status, { 'content-type': contentType, 'cache-control': 'no-store' }).end(body);
}

/** Answers requests as the service does. It shows the host's own credentials, and no caller's. */
export function createAnswer({ base, send: sendAsHost, proof }: OwnCredentials, note: Note) {
  const api = createApiClient(base, sendAsHost);
  const heldLogins = createHeldLogins();

  return async (method: string | undefined, target: string, isTokenSent: boolean): Promise<Text> => {
    if (isTokenSent) {
      return problem(
        400,
        'invalid_request',
        "authorization must be missing: the cache shows the host's own credentials.",
      );
    }
    const asked = readAsked(method, target);
    if ('fault' in asked) return problem(400, 'invalid_request', `${asked.fault}.`);
    const { scope, writing } = asked;
    try {
      const key = await keyOf(scope, proof);
      const answered = await heldLogins(key, () => askService(api, scope, note));
      if ('refusal' in answered) return refused(answered.refusal, writing);
      return write({ ...answered.logins, source: answered.held ? 'cache' : answered.logins.source }, writing);
    } catch (error) {
      return failed(error, note);
    }
  };
}

async function askService(api: ApiClient, scope: Scope, note: Note): Promise<Outcome> {
  const outcome = await outcomeOf(api, scope);
  note(`${scope.connectorId}: ${wordsOf(outcome)}`);
  return outcome;
}

async function outcomeOf(api: ApiClient, scope: Scope): Promise<Outcome> {
  try {
    const { response, data, error } = await askFor(api, scope);
    const [status, body]: [number, unknown] = [response.status, data ?? error];
    const refusal = { status, body };
    if (status === 200) return { kind: 'issued', logins: loginsIn(body, scope.connectorId) };
    // A gateway's own 502 has no code. That of the service says that AWS refused.
    const isAway = [429, 503, 504].includes(status) || (status >= 500 && !(isJsonObject(body) && 'code' in body));
    return { kind: isAway ? 'unavailable' : 'refused', refusal };
  } catch (error) {
    // Nobody answered, or nothing that is of Portunus.
    if (!(error instanceof CommandError)) throw error;
    return { kind: 'unavailable', refusal: { status: 503, body: unavailable(error.message) } };
  }
}

/** The query goes on as it came: the service reads it, and refuses what it doesn't know. */
function askFor(api: ApiClient, { path, connectorId: id }: Scope): Promise<ApiAnswer> {
  const [route = '', query = ''] = path.split('?');
  const asked = { params: { path: { id } }, querySerializer: () => query };
  return route.endsWith('/ecr-public/credentials')
    ? api.GET('/connectors/{id}/ecr-public/credentials', asked)
    : api.GET('/connectors/{id}/ecr/credentials', asked);
}

function loginsIn(body: unknown, connectorId: string): IssuedLogins {
  const requestId = isJsonObject(body) ? String(body.requestId) : '';
  return readLogins(body, { connectorId, requestId, hosts: undefined });
}

function wordsOf(outcome: Outcome): string {
  if (outcome.kind === 'issued') {
    const { requestId, refreshAfter } = outcome.logins;
    return `issued, kept until ${refreshAfter.toISOString()} (request ${requestId})`;
  }
  const { status, body } = outcome.refusal;
  const { code = 'no code', requestId = '-' } = isJsonObject(body) ? body : {};
  return `${outcome.kind} (HTTP ${status}, ${code}, request ${requestId})`;
}

function write(logins: IssuedLogins, { format, namespace, hosts }: Writing): Text {
  const written = { ...logins, format, ...(namespace && { namespace }), ...(hosts && { hosts }) };
  return { status: 200, ...renderLogins(written, { yaml: false, nonce: randomUUID() }) };
}

/** Passes a refusal on, in the form that the format's reader knows. */
function refused({ status, body = unavailable('the service did not answer') }: Refusal, { format }: Writing): Text {
  const { detail, code, requestId } = isJsonObject(body) ? body : {};
  const failure = formats[format].failure;
  if (failure === undefined) return { status, contentType: 'application/problem+json', body: JSON.stringify(body) };
  const sentence = `${detail ?? 'The service refused.'} (${code ?? 'no code'}, request ${requestId ?? '-'})`;
  return { status, ...failure({ code: String(code), sentence }) };
}

/** What failed on this side: the host has no credentials at present, or the format can't hold these logins. */
function failed(error: unknown, note: Note): Text {
  if (error instanceof PortunusError && error.code === 'format_unknown') {
    const [fault] = error.errors ?? [];
    return problem(406, error.code, `${fault?.field} ${fault?.detail}.`);
  }
  const line = error instanceof CommandError ? error.lines.join('; ') : 'the credentials of this host were not found';
  note(line);
  return problem(503, 'service_unavailable', `${line}.`);
}

function unavailable(reason: string) {
  return JSON.parse(problem(503, 'service_unavailable', `${reason}.`).body);
}

/** A problem in the service's form, which helpers know. The cache has no request ID of its own. */
function problem(status: number, code: string, detail: string): Text {
  const retryable = status === 503;
  const type = `urn:portunus:error:${code}`;
  const body = {
    type,
    title: 'Cache',
    status,
    detail: plain(detail),
    code,
    stage: 'request',
    retryable,
    requestId: '-',
  };
  return { status, contentType: 'application/problem+json', body: JSON.stringify(body) };
}

/** Helpers in sh read a sentence up to the first quote or backslash. */
function plain(text: string): string {
  return text.replaceAll(/["\\]/g, "'").replaceAll(/\s+/g, ' ');
}
