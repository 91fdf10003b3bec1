import type { IssuedLogins, IssuedSession, RegistryLogin } from '../domain/credential.ts';

const CONTENT_TYPE = 'application/json';

/** Everything that is known of the logins, times in RFC 3339 (UTC, milliseconds). */
export const json = (issued: IssuedLogins) => ({
  contentType: CONTENT_TYPE,
  body: JSON.stringify({ requestId: issued.requestId, ...loginsJson(issued) }),
});

/** The same as a value, for an answer that holds several. */
export const loginsJson = ({ connectorId, logins, session, refreshAfter, source, duration }: IssuedLogins) => ({
  connectorId,
  credentials: logins.map(toCredentials),
  ...(session && { session: { arn: session.arn, expirationDate: session.expiresAt } }),
  refreshAfter,
  source,
  ...(duration && { duration }),
});

/** The AWS session itself, in the words of STS. */
export const sessionJson = ({ requestId, connectorId, session, refreshAfter, source, duration }: IssuedSession) => ({
  contentType: CONTENT_TYPE,
  body: JSON.stringify({
    requestId,
    connectorId,
    credentials: {
      accessKeyId: session.accessKeyId,
      secretAccessKey: session.secretAccessKey.reveal(),
      sessionToken: session.sessionToken.reveal(),
      expirationDate: session.expiresAt,
    },
    session: { arn: session.arn, expirationDate: session.expiresAt },
    refreshAfter,
    source,
    ...(duration && { duration }),
  }),
});

const toCredentials = (login: RegistryLogin) => ({
  ...(login.registryId && { registryId: login.registryId }),
  region: login.region,
  username: login.username,
  password: login.password.reveal(),
  authorizationToken: login.authorizationToken.reveal(),
  proxyEndpoint: login.proxyEndpoint,
  proxyEndpointDomain: login.proxyEndpoint.replace(/^https:\/\//, ''),
  expirationDate: login.expiresAt,
});
