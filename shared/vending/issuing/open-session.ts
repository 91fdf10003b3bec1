import type { Call } from '../../domain/call.ts';
import type { AwsSession, GrantedDuration, SessionName } from '../../domain/credential.ts';
import { rulesOf } from '../../domain/principal-type.ts';
import { actualDuration } from '../../policy/session/duration.ts';
import type { SessionPlan } from './plan-session.ts';
import type { StartSession, StartSessions } from './ports.ts';
import type { SecondHop, SessionRequest, SessionRequests } from './session-request.ts';

/** The session that was planned: by one STS call, or by a second one from there. */
export async function openSession(
  ports: StartSessions,
  { first, second }: { readonly first: SessionRequest; readonly second?: SecondHop },
  call: Call,
): Promise<AwsSession> {
  const session = await start(ports, first, call);
  if (second === undefined) return session;
  return ports['assumed-role']({ ...second, sourceCredentials: { source: 'session', session } }, call);
}

/** The compiler does not see that a request and the port of its type belong together. */
function start<T extends keyof SessionRequests>(
  ports: StartSessions,
  request: SessionRequests[T] & { readonly type: T },
  call: Call,
): Promise<AwsSession> {
  const port: StartSession<T> = ports[request.type];
  return port(request, call);
}

/** How long the session was granted for, or less where an assertion ended it earlier: the only thing that can. */
export function durationOf(
  { first, second, duration }: Pick<SessionPlan, 'first' | 'second' | 'duration'>,
  { session, fetchedAt }: { readonly session?: SessionName; readonly fetchedAt: Date },
): GrantedDuration | undefined {
  const isByAssertion =
    first !== 'execution-role' && rulesOf(first.type).proof === 'saml-assertion' && second === undefined;
  if (duration === undefined || session === undefined || !isByAssertion) return duration;
  return actualDuration(duration, { fetchedAt, expiresAt: session.expiresAt });
}
