import type { GetCallerIdentity, GetConsoleUrl, StartSessions } from '../vending/ports.ts';
import type { ReadAccountKey } from './account-keys.ts';
import { createGetConsoleUrl } from './console-url.ts';
import { createAssumeRole } from './sts-assume-role.ts';
import { createGetCallerIdentity } from './sts-caller-identity.ts';
import { createWithSts } from './sts-clients.ts';
import { createGetFederationToken } from './sts-federation-token.ts';
import { createAssumeRoleWithSaml } from './sts-saml.ts';
import { createGetSessionToken } from './sts-session-token.ts';
import { createAssumeRoleWithWebIdentity } from './sts-web-identity.ts';

/** All that is asked of STS, through one set of clients, and of the console, which opens by a session. */
export const createSts = (
  readAccountKey: ReadAccountKey,
  signinEndpoint?: string,
): {
  readonly startSessions: StartSessions;
  readonly getCallerIdentity: GetCallerIdentity;
  readonly getConsoleUrl: GetConsoleUrl;
} => {
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
};
