import type { AnswerOf } from '../domain/answers/common.ts';
import type { Logins, PackageLoginJson, SessionCredentials } from '../domain/answers/credentials.ts';
import { ECR_PUBLIC, registryHosts } from '../domain/aws.ts';
import type { IssuedLogin, IssuedLogins, IssuedPackageLogin, RegistryLogin } from '../domain/credential.ts';
import type { Hosts } from '../domain/format-name.ts';
import type { Format } from './format.ts';

const CONTENT_TYPE = 'application/json';

/** Everything that is known about logins or a session. Times are RFC 3339 in UTC, with milliseconds. */
export const json: Format = {
  logins: (issued) => ({
    contentType: CONTENT_TYPE,
    body: JSON.stringify({ requestId: issued.requestId, ...loginsJson(issued) } satisfies AnswerOf<typeof Logins>),
  }),
  packages: (issued) => ({
    contentType: CONTENT_TYPE,
    body: JSON.stringify({ requestId: issued.requestId, ...packagesJson(issued) } satisfies AnswerOf<
      typeof PackageLoginJson
    >),
  }),
  session: ({ requestId, connectorId, session, refreshAfter, source, duration }) => ({
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
    } satisfies AnswerOf<typeof SessionCredentials>),
  }),
};

/** An answer without the ID of its request, which several logins share. */
type Unnumbered<S extends typeof Logins | typeof PackageLoginJson> = Omit<AnswerOf<S>, 'requestId'>;

/** The JSON value of a login to any service, for a response that holds several. */
export function loginValue(issued: IssuedLogin): Unnumbered<typeof Logins> | Unnumbered<typeof PackageLoginJson> {
  return 'logins' in issued ? loginsJson(issued) : packagesJson(issued);
}

/** `endpoints` is empty for a login that names no repository. */
function packagesJson({
  connectorId,
  login,
  session,
  refreshAfter,
  source,
  duration,
}: IssuedPackageLogin): Unnumbered<typeof PackageLoginJson> {
  const { domain, domainOwner, region, repository, authorizationToken, expiresAt, endpoints } = login;
  return {
    connectorId,
    credentials: {
      domain,
      domainOwner,
      region,
      ...(repository !== undefined && { repository }),
      authorizationToken: authorizationToken.reveal(),
      expirationDate: expiresAt,
      endpoints,
    },
    session: { arn: session.arn, expirationDate: session.expiresAt },
    refreshAfter,
    source,
    ...(duration && { duration }),
  };
}

/** The JSON value of logins, for a response that holds several such values. */
export function loginsJson(issued: IssuedLogins): Unnumbered<typeof Logins> {
  const { connectorId, logins, session, refreshAfter, source, duration, hosts } = issued;
  const credentials = logins.map((login) => ({
    ...loginJson(login),
    ...(hosts === 'all' && { proxyEndpoints: hostsOf(login, hosts).map((host) => `https://${host}`) }),
  }));
  return {
    connectorId,
    credentials,
    ...(session && { session: { arn: session.arn, expirationDate: session.expiresAt } }),
    refreshAfter,
    source,
    ...(duration && { duration }),
  };
}

export function loginJson(login: RegistryLogin) {
  return {
    ...(login.registryId && { registryId: login.registryId }),
    region: login.region,
    username: login.username,
    password: login.password.reveal(),
    authorizationToken: login.authorizationToken.reveal(),
    proxyEndpoint: login.proxyEndpoint,
    proxyEndpointDomain: hostOf(login),
    expirationDate: login.expiresAt,
  };
}

/** The registry's host name, as image references write it. */
export function hostOf({ proxyEndpoint }: RegistryLogin): string {
  return proxyEndpoint.replace(/^https:\/\//, '');
}

/**
 * The host names that a login is written for. ECR's own answer comes first: depending on its settings, it differs from
 * the usual name.
 */
export function hostsOf(login: RegistryLogin, hosts: Hosts = 'default'): readonly string[] {
  const { registryId, region } = login;
  if (hosts === 'default') return [hostOf(login)];
  const all = registryId === undefined ? ECR_PUBLIC.hosts : registryHosts(registryId, region);
  return [...new Set([hostOf(login), ...all])];
}
