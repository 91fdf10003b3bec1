import type { Call } from '../domain/call.ts';
import type { AwsSession } from '../domain/credential.ts';
import type { StartSession, StartSessions } from './ports.ts';
import type { SecondHop, SessionRequest, SessionRequests } from './session-request.ts';

/** The session that was planned: by one STS call, or by a second one from there. */
export const openSession = async (
  ports: StartSessions,
  { first, second }: { readonly first: SessionRequest; readonly second?: SecondHop },
  call: Call,
): Promise<AwsSession> => {
  const session = await start(ports, first, call);
  if (second === undefined) return session;
  return ports['assumed-role']({ ...second, by: { source: 'session', session } }, call);
};

/** The compiler does not see that a request and the port of its type belong together. */
const start = <T extends keyof SessionRequests>(
  ports: StartSessions,
  request: SessionRequests[T] & { readonly type: T },
  call: Call,
): Promise<AwsSession> => {
  const port: StartSession<T> = ports[request.type];
  return port(request, call);
};
