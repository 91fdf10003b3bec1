import type { Call } from '../../domain/call.ts';
import type { Secret } from '../../domain/secret.ts';
import { needsFreshSignIn } from '../../policy/fresh-sign-in.ts';
import { signInRequired } from './issuers.ts';
import type { ApiAnswer, ApiRequest, ConsolePorts, StoredSession } from './ports.ts';
import { endingIfRefused, openSession } from './session.ts';
import { assertFresh, CALLER, callerUnknown } from './sign-in.ts';

/**
 * Asks the API as the person of a session. Whatever the API decides is the answer. Throws `sign_in_required`, and
 * `fresh_sign_in_required` before a sensitive change is sent.
 */
export async function forward(
  ports: ConsolePorts,
  id: Secret | undefined,
  request: ApiRequest,
  call: Call,
): Promise<{ readonly session: StoredSession; readonly answer: ApiAnswer }> {
  const { session, tokens } = await openSession(ports, id, call);
  if (needsFreshSignIn(request)) assertFresh(session.authenticatedAt, call);
  const answer = await ports.askApi(request, tokens.idToken, call);
  if (answer.status === 401) {
    await endingIfRefused(ports, session, call, () => assertStillLetIn(ports, tokens.idToken, call));
  }
  return { session, answer };
}

/**
 * Throws `sign_in_required` if the API takes this token nowhere any more. A connector may refuse a token that it has
 * seen before, and that ends no session.
 */
async function assertStillLetIn({ askApi }: ConsolePorts, idToken: Secret, call: Call): Promise<void> {
  const { status } = await askApi(CALLER, idToken, call);
  if (status === 401) throw signInRequired('token_refused');
}

/** What a page shows of who is signed in. */
export interface ShownSession {
  readonly caller: unknown;
  readonly name: string;
  /** Absent if the provider does not say when the person last showed who they are. */
  readonly authenticatedAt?: Date;
  readonly expiresAt: Date;
}

/** Who is signed in, as the API sees them. */
export async function describeSession(ports: ConsolePorts, id: Secret | undefined, call: Call): Promise<ShownSession> {
  const { session, answer } = await forward(ports, id, CALLER, call);
  if (answer.status !== 200) throw callerUnknown(answer.status);
  const caller: unknown = JSON.parse(answer.body);
  const { authenticatedAt, endsAt: expiresAt, subject } = session;
  return {
    caller,
    name: nameIn(caller) ?? subject,
    ...(authenticatedAt !== undefined && { authenticatedAt }),
    expiresAt,
  };
}

const NAMES = ['name', 'preferred_username', 'email'] as const;
const MOST_CHARACTERS = 256;

/** What a provider calls the person. It is shown, and decides nothing. */
function nameIn(caller: unknown): string | undefined {
  const { claims } = Object(caller) as { readonly claims?: unknown };
  const named = NAMES.map((name) => (Object(claims) as Record<string, unknown>)[name]);
  const found = named.find((name): name is string => typeof name === 'string' && name.trim() !== '');
  return found?.slice(0, MOST_CHARACTERS);
}
