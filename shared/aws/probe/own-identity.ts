import { GetWebIdentityTokenCommand, STSClient } from '@aws-sdk/client-sts';
import { PortunusError } from '../../domain/errors.ts';
import { Secret } from '../../domain/secret.ts';
import type { GetOwnToken } from '../../vending/probe/ports.ts';
import { createRequestHandler, MAX_ATTEMPTS } from '../request-handler.ts';
import { classifySdkError } from '../sdk-errors.ts';
import type { OwnKeys } from './ask.ts';

/** The shortest life that STS gives a token. The next run but one can then show that it has expired. */
const LIFE_SECONDS = 60;

/** How the function shows who it is: by its keys, or by a token that AWS signs for its role. */
export function createOwnIdentity(audience: string): { readonly ownKeys: OwnKeys; readonly getOwnToken: GetOwnToken } {
  const client = new STSClient({ maxAttempts: MAX_ATTEMPTS, requestHandler: createRequestHandler(2_000) });
  const getOwnToken: GetOwnToken = async ({ signal }) => {
    const command = new GetWebIdentityTokenCommand({
      Audience: [audience],
      SigningAlgorithm: 'ES384',
      DurationSeconds: LIFE_SECONDS,
    });
    const { WebIdentityToken, Expiration } = await client.send(command, { abortSignal: signal }).catch((error) => {
      throw noToken(classifySdkError(error, signal).name);
    });
    if (!WebIdentityToken || !Expiration) throw noToken('the answer has no token, or not its end');
    return { token: new Secret(WebIdentityToken), expiresAt: Expiration };
  };
  return { ownKeys: () => client.config.credentials(), getOwnToken };
}

function noToken(detail: string): PortunusError {
  return new PortunusError('misconfigured', 'sts', { detail: `GetWebIdentityToken: ${detail}` });
}
