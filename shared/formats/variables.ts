import type { AwsSession, IssuedLogins, IssuedSession, RegistryLogin } from '../domain/credential.ts';
import { hostOf, loginJson } from './json.ts';

/** A variable as CI systems know them. */
export interface Variable {
  readonly name: string;
  readonly value: string;
  readonly isSecret: boolean;
  /** It holds the password once more, for convenience. */
  readonly isRepeated?: true;
}

/**
 * The variables of logins, named as in Bamboo's ECR Credentials Variables task; those with `password` in their name are
 * what Bamboo masks. With several logins the registry's id comes first.
 */
export const loginVariables = ({ logins }: IssuedLogins, namespace: string): readonly Variable[] =>
  logins.flatMap((login) => {
    const { registryId } = login;
    const prefix = logins.length === 1 || registryId === undefined ? namespace : `${namespace}.${registryId}`;
    return variablesOf(login).map((variable) => ({ ...variable, name: `${prefix}.${variable.name}` }));
  });

const variablesOf = (login: RegistryLogin): readonly Variable[] => [
  { ...secret('authorizationToken.password', login.authorizationToken.reveal()), isRepeated: true },
  plain('expirationDate', login.expiresAt.toISOString()),
  plain('proxyEndpoint', login.proxyEndpoint),
  plain('proxyEndpointDomain', hostOf(login)),
  plain('username', login.username),
  secret('password', login.password.reveal()),
  { ...secret('credentials.json.password', JSON.stringify(loginJson(login))), isRepeated: true },
];

const plain = (name: string, value: string): Variable => ({ name, value, isSecret: false });
const secret = (name: string, value: string): Variable => ({ name, value, isSecret: true });

/** The variables that AWS's own tools read. */
export const sessionVariables = ({ session }: IssuedSession): readonly Variable[] => [
  plain('AWS_ACCESS_KEY_ID', session.accessKeyId),
  secret('AWS_SECRET_ACCESS_KEY', session.secretAccessKey.reveal()),
  secret('AWS_SESSION_TOKEN', session.sessionToken.reveal()),
  plain('AWS_CREDENTIAL_EXPIRATION', expirationOf(session)),
];

/** RFC 3339 without fractions: some readers of AWS's formats take no others. */
export const expirationOf = ({ expiresAt }: AwsSession): string => expiresAt.toISOString().replace(/\.\d{3}Z$/, 'Z');

/** Shells and most CI systems take no dots in names. */
export const withUnderscores = (variables: readonly Variable[]): readonly Variable[] =>
  variables.map((variable) => ({ ...variable, name: variable.name.replaceAll('.', '_') }));
