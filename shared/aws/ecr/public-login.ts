import { ECRPUBLICClient, GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr-public';
import { ECR_PUBLIC } from '../../domain/aws.ts';
import type { GetPublicLogin } from '../../vending/issuing/ports.ts';
import { createClients } from '../clients.ts';
import { loginError } from '../login-error.ts';
import { sdkCredentials } from '../sdk-credentials.ts';
import { readAuthorizationToken } from './token.ts';

/**
 * Calls `ecr-public:GetAuthorizationToken` with the connector's session. The answer names no registry, because there is
 * only one.
 */
export function createGetPublicLogin(): GetPublicLogin {
  const clientFor = createClients((config) => new ECRPUBLICClient(config));
  const {
    region,
    hosts: [host],
  } = ECR_PUBLIC;
  return async (session, call) => {
    try {
      const client = await clientFor({ region, credentials: sdkCredentials(session) });
      const answer = await client.send(new GetAuthorizationTokenCommand({}), { abortSignal: call.signal });
      const token = readAuthorizationToken(answer.authorizationData ?? {}, call.now());
      return { ...token, region, proxyEndpoint: `https://${host}` };
    } catch (error) {
      throw loginError(error, 'ecr-public', call);
    }
  };
}
