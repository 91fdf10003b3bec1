import type { RegistryLogin } from '../domain/credential.ts';
import type { Format } from './format.ts';

/** Everything that is known of the logins, times in RFC 3339 (UTC, milliseconds). */
export const json: Format = ({ requestId, connectorId, logins, session, refreshAfter, source, duration }) => ({
  contentType: 'application/json',
  body: JSON.stringify({
    requestId,
    connectorId,
    credentials: logins.map(toCredentials),
    session: { arn: session.arn, expirationDate: session.expiresAt },
    refreshAfter,
    source,
    duration,
  }),
});

const toCredentials = (login: RegistryLogin) => ({
  registryId: login.registryId,
  region: login.region,
  username: login.username,
  password: login.password.reveal(),
  authorizationToken: login.authorizationToken.reveal(),
  proxyEndpoint: login.proxyEndpoint,
  proxyEndpointDomain: login.proxyEndpoint.replace(/^https:\/\//, ''),
  expirationDate: login.expiresAt,
});
