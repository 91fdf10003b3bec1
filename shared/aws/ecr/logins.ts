import { type AuthorizationData, ECRClient, GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr';
import { accountOfPrincipal, parseRegistryHost } from '../../domain/aws.ts';
import type { RegistryLogin } from '../../domain/credential.ts';
import type { GetRegistryLogins, RegistryLoginRequest, Signer } from '../../vending/issuing/ports.ts';
import { createClients } from '../clients.ts';
import { loginError } from '../login-error.ts';
import { sdkCredentials } from '../sdk-credentials.ts';
import { invalidLogin, readAuthorizationToken } from './token.ts';

/** Calls `ecr:GetAuthorizationToken` with the connector's session, or as the execution role if that is the signer. */
export function createGetRegistryLogins(): GetRegistryLogins {
  const clientFor = createClients((config) => new ECRClient(config));
  return async (request, signer, call) => {
    const { region, registryIds } = request;
    const keys = signer === 'execution-role' ? {} : { credentials: sdkCredentials(signer) };
    const command = new GetAuthorizationTokenCommand(
      isDefault(registryIds, signer) ? {} : { registryIds: [...registryIds] },
    );
    try {
      const client = await clientFor({ region, ...keys });
      const { authorizationData = [] } = await client.send(command, { abortSignal: call.signal });
      return readLogins(authorizationData, request, call.now());
    } catch (error) {
      throw loginError(error, 'ecr', call, signer === 'execution-role' ? signer : 'session');
    }
  };
}

/**
 * Returns whether the signer's own registry is the only one asked for. Then `registryIds` is omitted, because ECR calls
 * the parameter deprecated.
 */
function isDefault(registryIds: readonly string[], signer: Signer): boolean {
  return registryIds.length === 1 && signer !== 'execution-role' && registryIds[0] === accountOfPrincipal(signer.arn);
}

/**
 * Returns exactly one login for each registry asked for, or one if none was named. Otherwise it refuses the whole answer.
 */
export function readLogins(
  data: readonly AuthorizationData[],
  request: RegistryLoginRequest,
  now: Date,
): RegistryLogin[] {
  const logins = new Map(
    data.map((entry) => readLogin(entry, request.region, now)).map((login) => [login.registryId, login]),
  );
  if (data.length !== Math.max(1, request.registryIds.length)) throw invalidLogin('not_one_login_a_registry');
  if (request.registryIds.length === 0) return [...logins.values()];
  return request.registryIds.map((registryId) => {
    const login = logins.get(registryId);
    if (login === undefined) throw invalidLogin('not_the_registry_asked_for');
    return login;
  });
}

function readLogin(entry: AuthorizationData, region: string, now: Date): RegistryLogin {
  const { proxyEndpoint = '' } = entry;
  const token = readAuthorizationToken(entry, now);
  const registry = proxyEndpoint.startsWith('https://') ? parseRegistryHost(proxyEndpoint.slice(8)) : undefined;
  if (registry?.region !== region) throw invalidLogin('not_the_region_asked_for');
  return { ...registry, ...token, proxyEndpoint };
}
