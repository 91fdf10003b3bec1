import type { GetCallerIdentity, GetConsoleUrl, StartSessions } from '../../vending/issuing/ports.ts';
import type { ReadAccountKey } from './account-keys.ts';
import { createAssumeRole, createAssumeRoleWithSaml, createAssumeRoleWithWebIdentity } from './assume-role.ts';
import { createGetCallerIdentity } from './caller-identity.ts';
import { createWithSts } from './clients.ts';
import { createGetConsoleUrl } from './console-url.ts';
import { createGetFederationToken, createGetSessionToken } from './user-session.ts';

/** All that is asked of STS, through one set of clients, and of the console, which opens by a session. */
export function createSts(
  readAccountKey: ReadAccountKey,
  signinEndpoint?: string,
): {
  readonly startSessions: StartSessions;
  readonly getCallerIdentity: GetCallerIdentity;
  readonly getConsoleUrl: GetConsoleUrl;
} {
  const withSts = createWithSts(readAccountKey);
  return {
    startSessions: {
      'assumed-role': createAssumeRole(withSts),
      'federated-user': createGetFederationToken(withSts),
      'session-token': createGetSessionToken(withSts),
      'web-identity': createAssumeRoleWithWebIdentity(withSts),
      saml: createAssumeRoleWithSaml(withSts),
    },
    getCallerIdentity: createGetCallerIdentity(withSts),
    getConsoleUrl: createGetConsoleUrl(signinEndpoint),
  };
}
