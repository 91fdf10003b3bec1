import type { Call } from '../../domain/call.ts';
import type { AwsSession } from '../../domain/credential.ts';
import type { SessionType } from '../../domain/principal-type.ts';
import type { GetCallerIdentity, GetConsoleUrl, StartSession } from '../../vending/issuing/ports.ts';
import type { SessionRequests } from '../../vending/issuing/session-request.ts';
import type { ReadAccountKey } from './account-keys.ts';
import { createAssumeRole, createAssumeRoleWithSaml, createAssumeRoleWithWebIdentity } from './assume-role.ts';
import { createGetCallerIdentity } from './caller-identity.ts';
import { createWithSts } from './clients.ts';
import { createGetConsoleUrl } from './console-url.ts';
import { createGetFederationToken, createGetSessionToken } from './user-session.ts';

/** The STS call for each type that makes a session. */
type SessionCalls = { readonly [T in SessionType]: StartSession<T> };

/** Everything that Portunus asks STS and the console's sign-in endpoint, through one set of clients. */
export function createSts(
  readAccountKey: ReadAccountKey,
  signinEndpoint?: string,
): {
  readonly startSession: StartSession;
  readonly getCallerIdentity: GetCallerIdentity;
  readonly getConsoleUrl: GetConsoleUrl;
} {
  const withSts = createWithSts(readAccountKey);
  const calls: SessionCalls = {
    'assumed-role': createAssumeRole(withSts),
    'federated-user': createGetFederationToken(withSts),
    'session-token': createGetSessionToken(withSts),
    'web-identity': createAssumeRoleWithWebIdentity(withSts),
    saml: createAssumeRoleWithSaml(withSts),
  };
  return {
    startSession: (request, call) => start(calls, request, call),
    getCallerIdentity: createGetCallerIdentity(withSts),
    getConsoleUrl: createGetConsoleUrl(signinEndpoint),
  };
}

/** The function is generic because the compiler cannot otherwise see that a request belongs to the call of its type. */
function start<T extends SessionType>(
  calls: SessionCalls,
  request: SessionRequests[T] & { readonly type: T },
  call: Call,
): Promise<AwsSession> {
  const startSession: StartSession<T> = calls[request.type];
  return startSession(request, call);
}
