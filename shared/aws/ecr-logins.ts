import { type AuthorizationData, ECRClient, GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr';
import { parseAssumedRoleArn, parseRegistryHost } from '../domain/aws.ts';
import type { AwsSession, RegistryLogin } from '../domain/credential.ts';
import { type ErrorCode, PortunusError } from '../domain/errors.ts';
import { Secret } from '../domain/secret.ts';
import type { GetRegistryLogins, RegistryLoginRequest } from '../vending/ports.ts';
import { createRequestHandler, MAX_ATTEMPTS } from './request-handler.ts';
import { classifySdkError, type Verdict } from './sdk-errors.ts';

const CODES: Record<Verdict, ErrorCode> = {
  deadline: 'deadline_exceeded',
  unavailable: 'ecr_unavailable',
  // The credentials are the connector's session, seconds old: ECR doesn't take them where the region is not enabled.
  own_credentials: 'ecr_refused',
  unreadable: 'upstream_invalid',
  refused: 'ecr_refused',
};

/** `ecr:GetAuthorizationToken` with the connector's session. */
export const createGetRegistryLogins = (): GetRegistryLogins => {
  const requestHandler = createRequestHandler(2_000);
  return async (request, session, call) => {
    const { region, registryIds } = request;
    const client = new ECRClient({
      region,
      credentials: sdkCredentials(session),
      maxAttempts: MAX_ATTEMPTS,
      requestHandler,
    });
    try {
      const command = new GetAuthorizationTokenCommand(
        isDefault(registryIds, session) ? {} : { registryIds: [...registryIds] },
      );
      const { authorizationData = [] } = await client.send(command, { abortSignal: call.signal });
      return readLogins(authorizationData, request, call.now());
    } catch (error) {
      if (error instanceof PortunusError) throw error;
      const { verdict, name } = classifySdkError(error, call.signal);
      // There is no such name: the region has the form of one and is none. Trying again will not help.
      const code = name === 'ENOTFOUND' ? 'ecr_refused' : CODES[verdict];
      throw new PortunusError(code, 'ecr', { reason: name, cause: error });
    }
  };
};

/** The session's own registry is the default, which goes without the parameter: ECR calls that one deprecated. */
const isDefault = (registryIds: readonly string[], { arn }: AwsSession): boolean =>
  registryIds.length === 1 && registryIds[0] === parseAssumedRoleArn(arn)?.accountId;

const sdkCredentials = ({ accessKeyId, secretAccessKey, sessionToken, expiresAt }: AwsSession) => ({
  accessKeyId,
  secretAccessKey: secretAccessKey.reveal(),
  sessionToken: sessionToken.reveal(),
  expiration: expiresAt,
});

/** Exactly the registries asked for, each once; else the whole answer is refused. */
const readLogins = (data: readonly AuthorizationData[], request: RegistryLoginRequest, now: Date): RegistryLogin[] => {
  const logins = new Map(
    data.map((entry) => readLogin(entry, request.region, now)).map((login) => [login.registryId, login]),
  );
  if (data.length !== request.registryIds.length) throw invalid('not_one_login_a_registry');
  return request.registryIds.map((registryId) => {
    const login = logins.get(registryId);
    if (login === undefined) throw invalid('not_the_registry_asked_for');
    return login;
  });
};

const MIN_LIFE_MS = 60_000;
const MAX_LIFE_MS = 24 * 3_600_000;

const readLogin = (entry: AuthorizationData, region: string, now: Date): RegistryLogin => {
  const { authorizationToken = '', proxyEndpoint = '', expiresAt } = entry;
  const life = (expiresAt?.getTime() ?? Number.NaN) - now.getTime();
  if (expiresAt === undefined || !(life > MIN_LIFE_MS && life <= MAX_LIFE_MS)) throw invalid('expiry_unbelievable');
  const registry = proxyEndpoint.startsWith('https://') ? parseRegistryHost(proxyEndpoint.slice(8)) : undefined;
  if (registry?.region !== region) throw invalid('not_the_region_asked_for');
  const { username, password } = readAuthorizationToken(authorizationToken);
  const token = new Secret(authorizationToken);
  return { ...registry, username, password: new Secret(password), authorizationToken: token, proxyEndpoint, expiresAt };
};

const readAuthorizationToken = (token: string): { username: string; password: string } => {
  const bytes = Buffer.from(token, 'base64');
  if (token === '' || bytes.toString('base64') !== token) throw invalid('token_not_base64');
  const text = bytes.toString('utf8');
  // At the first colon: a password may hold more of them.
  const colon = text.indexOf(':');
  const [username, password] = [text.slice(0, colon), text.slice(colon + 1)];
  if (username !== 'AWS' || !/^[\x21-\x7e]+$/.test(password)) throw invalid('token_unreadable');
  return { username, password };
};

const invalid = (reason: string): PortunusError => new PortunusError('upstream_invalid', 'ecr', { reason });
