import { timingSafeEqual } from 'node:crypto';
import { AwsError } from '../core/aws-error.ts';
import { createSigninToken, sha256 } from '../core/identifiers.ts';
import { mediaType, type RawRequest } from '../core/request.ts';
import type { Answer, Service, UnsignedCall } from '../core/service.ts';
import type { Caller, State } from '../core/state.ts';
import { readForm } from '../http/query.ts';

const ACTION = 'getSigninToken';
const PATH = '/federation';
const KNOWN_FIELDS = ['Action', 'Session', 'SessionDuration'];
const LIFETIME_MS = 15 * 60 * 1000;

/** Makes the error. The endpoint's answer contains no reason, so the text is only for the log of a test. */
function badRequest(message: string) {
  return new AwsError('BadRequest', 400, message);
}

/** Returns the fields. POST has them in the body, GET in the query. */
function readFields(request: RawRequest): ReadonlyMap<string, string> {
  const [path = '', query = ''] = request.target.split('?', 2);
  const isPost = request.method === 'POST' && mediaType(request) === 'application/x-www-form-urlencoded';
  if (path !== PATH || !(isPost || request.method === 'GET')) throw badRequest('Neither a form nor a query');
  return readForm(isPost ? request.body : Buffer.from(query));
}

interface SessionKeys {
  readonly sessionId: string;
  readonly sessionKey: string;
  readonly sessionToken: string;
}

function isSessionKeys(value: unknown): value is SessionKeys {
  if (typeof value !== 'object' || value === null) return false;
  const { sessionId, sessionKey, sessionToken } = value as Partial<SessionKeys>;
  return [sessionId, sessionKey, sessionToken].every((text) => typeof text === 'string' && text !== '');
}

function readSession(text: string | undefined): SessionKeys {
  let value: unknown;
  try {
    value = JSON.parse(text ?? '');
  } catch {
    throw badRequest('Session is not JSON');
  }
  if (isSessionKeys(value)) return value;
  throw badRequest('Session lacks a key');
}

function isSame(left: string, right: string) {
  return timingSafeEqual(sha256(left), sha256(right));
}

/** Returns the owner of the keys, if the console accepts their session. */
const findCaller = (state: State, keys: SessionKeys): Caller => {
  const caller = state.callers.get(keys.sessionId);
  if (caller?.sessionToken === undefined) throw badRequest('No session has this key');
  if (!isSame(caller.secretAccessKey, keys.sessionKey) || !isSame(caller.sessionToken, keys.sessionToken)) {
    throw badRequest('The keys are not of one session');
  }
  if (caller.session !== undefined && caller.session.expiresAt <= state.now()) throw badRequest('The session is over');
  if (caller.kind === 'session-token') throw badRequest('A session of GetSessionToken cannot sign in');
  return caller;
};

/** Throws if the session may not choose how long the console stays open. Only unchained AssumeRole* sessions may. */
function assertDuration({ kind, session }: Caller, seconds: number) {
  if (!(seconds >= 900 && seconds <= 43_200)) throw badRequest('SessionDuration is not from 900 to 43200');
  if (kind === 'federated-user') throw badRequest('SessionDuration does not go with a federated user');
  if (session?.isChained) throw badRequest('SessionDuration does not go with a chained role');
}

function toSeconds(text: string) {
  return /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
}

function perform({ request, state, record }: UnsignedCall): Answer {
  const fields = readFields(request);
  const keys = readSession(fields.get('Session'));
  const duration = fields.get('SessionDuration');
  const sessionDuration = duration === undefined ? undefined : toSeconds(duration);
  record({ accessKeyId: keys.sessionId, ...(sessionDuration !== undefined && { sessionDuration }) });
  const unknown = [...fields.keys()].find((name) => !KNOWN_FIELDS.includes(name));
  if (unknown !== undefined) throw badRequest(`Unknown field ${unknown}`);
  const caller = findCaller(state, keys);
  if (sessionDuration !== undefined) assertDuration(caller, sessionDuration);
  const signinToken = createSigninToken();
  const expiration = new Date(state.now().getTime() + LIFETIME_MS);
  return {
    document: JSON.stringify({ SigninToken: signinToken }),
    issued: { action: ACTION, signinToken, accessKeyId: caller.accessKeyId, expiration },
  };
}

function readAction(request: RawRequest) {
  if (readFields(request).get('Action') === ACTION) return ACTION;
  throw badRequest('Unknown action');
}

/**
 * The console's sign-in endpoint for federated sessions. Its requests are unsigned, because they contain the session's
 * keys.
 */
export const signin: Service = {
  name: 'signin',
  contentType: 'application/json',
  readAction,
  unsigned: new Map([[ACTION, perform]]),
  perform: () => {
    throw badRequest('Unknown action');
  },
  errorContentType: 'text/html',
  renderError: ({ status }) => `<!doctype html><title>${status}</title><h1>${status}</h1><p>The request was refused.`,
  withoutCredentials: () => '{}',
};
