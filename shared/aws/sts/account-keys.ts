import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { regionOfSecret } from '../../domain/account.ts';
import { type AccountKey, parseAccountKey } from '../../domain/account-key.ts';
import type { Call } from '../../domain/call.ts';
import { type ErrorCode, faultsText, PortunusError } from '../../domain/errors.ts';
import { parseStrictJson } from '../../domain/strict-json.ts';
import { createRequestHandler, MAX_ATTEMPTS } from '../request-handler.ts';
import { classifySdkError, type Verdict } from '../sdk-errors.ts';
import { createTtlCache } from '../ttl-cache.ts';

/** Reads an account's key. With `anew`, it skips the cache, because AWS has refused the cached key. */
export type ReadAccountKey = (secretArn: string, how: { readonly anew: boolean }, call: Call) => Promise<AccountKey>;

/** Saves a call for most requests. A revoked key shows when AWS refuses it, so this can be long. In milliseconds. */
const TTL_MS = 300_000;

/** Reads account keys from Secrets Manager, in the region that the ARN names. */
export function createReadAccountKey(): ReadAccountKey {
  const requestHandler = createRequestHandler(1_000);
  const keys = createTtlCache(
    async (secretArn, call) => {
      const region = regionOfSecret(secretArn);
      const client = new SecretsManagerClient({ region, maxAttempts: MAX_ATTEMPTS, requestHandler });
      return readKey(await fetchSecret(client, secretArn, call));
    },
    { ttlMs: TTL_MS },
  );
  return (secretArn, { anew }, call) => {
    if (anew) keys.forget(secretArn);
    return keys.get(secretArn, call);
  };
}

const CODES: Record<Verdict, ErrorCode> = {
  deadline: 'deadline_exceeded',
  unavailable: 'sts_unavailable',
  own_credentials: 'misconfigured',
  unreadable: 'upstream_invalid',
  refused: 'misconfigured',
};

async function fetchSecret(client: SecretsManagerClient, secretArn: string, call: Call): Promise<string> {
  try {
    const { ARN, SecretString } = await client.send(new GetSecretValueCommand({ SecretId: secretArn }), {
      abortSignal: call.signal,
    });
    if (ARN === secretArn && SecretString !== undefined) return SecretString;
    throw new PortunusError('upstream_invalid', 'sts', { detail: 'Secrets Manager gave another secret, or no text' });
  } catch (error) {
    throw accountKeyError(error, call);
  }
}

/** Turns a failed read of an account's key into a `PortunusError`. */
export function accountKeyError(error: unknown, call: Call): PortunusError {
  if (error instanceof PortunusError) return error;
  const { verdict, name } = classifySdkError(error, call.signal);
  const detail = `Secrets Manager: ${name}: ${ADVICE[name] ?? "the account's key could not be read"}`;
  return new PortunusError(CODES[verdict], 'sts', { detail, cause: error });
}

const ADVICE: Readonly<Record<string, string>> = {
  ResourceNotFoundException: "there is no secret of the account's secretArn",
  AccessDeniedException: "the function's role, the secret's policy and its KMS key must allow the function to read it",
  DecryptionFailure: "the secret's KMS key is disabled, or does not let the function decrypt",
  InvalidParameterException: "Secrets Manager does not take the account's secretArn",
  InvalidRequestException: 'the secret is marked for deletion',
};

function readKey(text: string): AccountKey {
  try {
    const parsed = parseAccountKey(parseStrictJson(text), 'secret');
    if (parsed.ok) return parsed.value;
    throw new PortunusError('connector_invalid', 'connector', {
      detail: `the account's secret: ${faultsText(parsed.errors)}`,
    });
  } catch (error) {
    if (error instanceof PortunusError) throw error;
    throw new PortunusError('connector_invalid', 'connector', { detail: "the account's secret is not JSON" });
  }
}
