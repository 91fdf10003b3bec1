import type {
  AwsSession,
  IssuedLogins,
  IssuedPackageLogin,
  IssuedSession,
  RegistryLogin,
} from '../domain/credential.ts';
import { hostOf, loginJson } from './json.ts';

/** A variable as CI systems set them. */
export interface Variable {
  readonly name: string;
  readonly value: string;
  readonly isSecret: boolean;
  /** The value only repeats the password in another form. */
  readonly isRepeated?: true;
}

/**
 * The variables of logins, with the names of Bamboo's ECR Credentials Variables task. Bamboo masks those that contain
 * `password`. With several logins, the registry's id is part of each name.
 */
export function loginVariables({ logins }: IssuedLogins, namespace: string): readonly Variable[] {
  return logins.flatMap((login) => {
    const { registryId } = login;
    const prefix = logins.length === 1 || registryId === undefined ? namespace : `${namespace}.${registryId}`;
    return variablesOf(login).map((variable) => ({ ...variable, name: `${prefix}.${variable.name}` }));
  });
}

function variablesOf(login: RegistryLogin): readonly Variable[] {
  return [
    { ...secret('authorizationToken.password', login.authorizationToken.reveal()), isRepeated: true },
    plain('expirationDate', login.expiresAt.toISOString()),
    plain('proxyEndpoint', login.proxyEndpoint),
    plain('proxyEndpointDomain', hostOf(login)),
    plain('username', login.username),
    secret('password', login.password.reveal()),
    { ...secret('credentials.json.password', JSON.stringify(loginJson(login))), isRepeated: true },
  ];
}

function plain(name: string, value: string): Variable {
  return { name, value, isSecret: false };
}
function secret(name: string, value: string): Variable {
  return { name, value, isSecret: true };
}

/** The variables that AWS's own tools read. */
export function sessionVariables({ session }: IssuedSession): readonly Variable[] {
  return [
    plain('AWS_ACCESS_KEY_ID', session.accessKeyId),
    secret('AWS_SECRET_ACCESS_KEY', session.secretAccessKey.reveal()),
    secret('AWS_SESSION_TOKEN', session.sessionToken.reveal()),
    plain('AWS_CREDENTIAL_EXPIRATION', expirationOf(session)),
  ];
}

/** The token by the name that AWS's guides for package managers have, and what it is for. */
export function packageVariables({ login }: IssuedPackageLogin): readonly Variable[] {
  const { domain, domainOwner, region, repository, authorizationToken, expiresAt } = login;
  return [
    secret('CODEARTIFACT_AUTH_TOKEN', authorizationToken.reveal()),
    plain('CODEARTIFACT_AUTH_TOKEN_EXPIRATION', expiresAt.toISOString()),
    plain('CODEARTIFACT_DOMAIN', domain),
    plain('CODEARTIFACT_DOMAIN_OWNER', domainOwner),
    plain('CODEARTIFACT_REGION', region),
    ...(repository === undefined ? [] : [plain('CODEARTIFACT_REPOSITORY', repository)]),
  ];
}

/** RFC 3339 without fractions of a second, because some readers of AWS's formats reject fractions. */
export function expirationOf({ expiresAt }: AwsSession): string {
  return expiresAt.toISOString().replace(/\.\d{3}Z$/, 'Z');
}

/** Replaces the dots in names, because shells and most CI systems do not allow them. */
export function withUnderscores(variables: readonly Variable[]): readonly Variable[] {
  return variables.map((variable) => ({ ...variable, name: variable.name.replaceAll('.', '_') }));
}
