import {
  CodeartifactClient,
  GetAuthorizationTokenCommand,
  GetRepositoryEndpointCommand,
} from '@aws-sdk/client-codeartifact';
import type { PackageLogin } from '../../domain/credential.ts';
import type { PackageFormat } from '../../domain/format-name.ts';
import type { GetPackageLogin, PackageLoginRequest } from '../../vending/issuing/ports.ts';
import { createClients } from '../clients.ts';
import { loginError } from '../login-error.ts';
import { sdkCredentials } from '../sdk-credentials.ts';
import { readEndpoint, readToken } from './answers.ts';

/**
 * Calls `codeartifact:GetAuthorizationToken` with the connector's session, and `codeartifact:GetRepositoryEndpoint` for
 * each endpoint that is asked for.
 */
export function createGetPackageLogin(): GetPackageLogin {
  const clientFor = createClients((config) => new CodeartifactClient(config));
  return async (request, session, call) => {
    const sent = { abortSignal: call.signal };
    const getToken = async (client: CodeartifactClient) => {
      const { domain, domainOwner, durationSeconds } = request;
      const command = new GetAuthorizationTokenCommand({ domain, domainOwner, durationSeconds });
      return readToken(await client.send(command, sent), request, session, call.now());
    };
    const getEndpoint = async (client: CodeartifactClient, format: PackageFormat) => {
      const { domain, domainOwner, repository } = request;
      const command = new GetRepositoryEndpointCommand({ domain, domainOwner, repository, format });
      return [format, readEndpoint(await client.send(command, sent), request, format)] as const;
    };
    try {
      const client = await clientFor({ region: request.region, credentials: sdkCredentials(session) });
      const endpoints = request.endpoints.map((format) => getEndpoint(client, format));
      return await loginOf(request, getToken(client), endpoints);
    } catch (error) {
      throw loginError(error, 'codeartifact', call);
    }
  };
}

/** Waits for all calls, also after one has failed, so that none goes on when the answer has left. */
async function loginOf(
  { region, domain, domainOwner, repository }: PackageLoginRequest,
  token: Promise<Pick<PackageLogin, 'authorizationToken' | 'expiresAt'>>,
  endpoints: readonly Promise<readonly [PackageFormat, string]>[],
): Promise<PackageLogin> {
  await Promise.allSettled([token, ...endpoints]);
  return {
    domain,
    domainOwner,
    region,
    ...(repository !== undefined && { repository }),
    ...(await token),
    endpoints: Object.fromEntries(await Promise.all(endpoints)),
  };
}
