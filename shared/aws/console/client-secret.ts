import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Call } from '../../domain/call.ts';
import { type ErrorCode, PortunusError } from '../../domain/errors.ts';
import { regionOfClientSecret } from '../../domain/issuer.ts';
import { Secret } from '../../domain/secret.ts';
import { createRequestHandler, MAX_ATTEMPTS } from '../request-handler.ts';
import { classifySdkError, type Verdict } from '../sdk-errors.ts';
import { createTtlCache } from '../ttl-cache.ts';

export type ReadClientSecret = (arn: string, call: Call) => Promise<Secret>;

/** How long a secret is kept in memory. A provider lets two secrets count while one is replaced. In milliseconds. */
const TTL_MS = 300_000;

const CODES: Record<Verdict, ErrorCode> = {
  deadline: 'deadline_exceeded',
  unavailable: 'sign_in_unavailable',
  own_credentials: 'misconfigured',
  unreadable: 'misconfigured',
  refused: 'misconfigured',
};

/** Reads the secret of a client at a provider: the whole text of a secret in Secrets Manager. */
export function createReadClientSecret(): ReadClientSecret {
  const requestHandler = createRequestHandler(1_000);
  const secrets = createTtlCache(
    async (arn, call) => {
      const client = new SecretsManagerClient({
        region: regionOfClientSecret(arn),
        maxAttempts: MAX_ATTEMPTS,
        requestHandler,
      });
      return fetchSecret(client, arn, call);
    },
    { ttlMs: TTL_MS },
  );
  return (arn, call) => secrets.get(arn, call);
}

async function fetchSecret(client: SecretsManagerClient, SecretId: string, call: Call): Promise<Secret> {
  try {
    const command = new GetSecretValueCommand({ SecretId });
    const { ARN, SecretString = '' } = await client.send(command, { abortSignal: call.signal });
    // A line break at the end is none of the secret. Editors and echo put it there.
    const text = SecretString.trim();
    if (ARN === SecretId && text !== '') return new Secret(text);
    throw new TypeError('Secrets Manager gave another secret, or no text');
  } catch (error) {
    throw clientSecretError(error, call);
  }
}

/** Turns a failed read of a client's secret into a `PortunusError`. */
export function clientSecretError(error: unknown, call: Call): PortunusError {
  const { verdict, name } = classifySdkError(error, call.signal);
  const detail = `the issuer's clientSecretArn can't be read: ${name}`;
  return new PortunusError(CODES[verdict], 'authentication', { detail, cause: error });
}
