import { STSClient } from '@aws-sdk/client-sts';
import type { AccountKey } from '../../domain/account-key.ts';
import type { Call } from '../../domain/call.ts';
import type { AssumeRoleRequest } from '../../vending/issuing/session-request.ts';
import { type ClientConfig, createClients } from '../clients.ts';
import { sdkCredentials, userCredentials } from '../sdk-credentials.ts';
import { classifySdkError } from '../sdk-errors.ts';
import type { ReadAccountKey } from './account-keys.ts';
import { isTransientRefusal } from './errors.ts';

/**
 * The credentials that sign a call to STS. With `nobody`, the call is unsigned, because the caller's own token
 * authenticates it.
 */
export type SourceCredentials = AssumeRoleRequest['sourceCredentials'] | { readonly source: 'nobody' };

/** Makes one call with a client that has the right credentials, at the regional endpoint. */
export type WithSts = <T>(
  how: { readonly sourceCredentials: SourceCredentials; readonly region?: string | undefined },
  call: Call,
  send: (client: STSClient) => Promise<T>,
) => Promise<T>;

export function createWithSts(readAccountKey: ReadAccountKey): WithSts {
  const clientFor = createClients(createClient);
  /** One client keeps the execution role's credentials, so that they are resolved only once. */
  let own: STSClient | undefined;

  return async ({ sourceCredentials, region }, call, send) => {
    if (sourceCredentials.source === 'session') {
      return send(await clientFor({ region, credentials: sdkCredentials(sourceCredentials.session) }));
    }
    if (sourceCredentials.source === 'iam-user') {
      const withKey = async (key: AccountKey) => send(await clientFor({ region, credentials: userCredentials(key) }));
      return withRotation(readAccountKey, sourceCredentials.secretArn, call, withKey);
    }
    if (region !== undefined) return send(await clientFor({ region }));
    own ??= await clientFor({});
    return send(own);
  };
}

function createClient(config: ClientConfig): STSClient {
  const client = new STSClient(config);
  client.middlewareStack.add((next) => (args) => next(args).catch(markTransient), {
    step: 'deserialize',
    priority: 'high',
  });
  return client;
}

/** The SDK retries errors with this trait. STS's own model sets it for `IDPCommunicationError`. */
function markTransient(error: unknown): never {
  throw isTransientRefusal(error) ? Object.assign(error, { $retryable: {} }) : error;
}

/**
 * If AWS refuses a key, the key may have been rotated since it was read. It is read once more, and used if it has
 * changed.
 */
async function withRotation<T>(
  readAccountKey: ReadAccountKey,
  secretArn: string,
  call: Call,
  withKey: (key: AccountKey) => Promise<T>,
): Promise<T> {
  const held = await readAccountKey(secretArn, { anew: false }, call);
  try {
    return await withKey(held);
  } catch (error) {
    if (classifySdkError(error, call.signal).verdict !== 'own_credentials') throw error;
    const current = await readAccountKey(secretArn, { anew: true }, call);
    if (current.accessKeyId === held.accessKeyId && sameSecret(current, held)) throw error;
    return withKey(current);
  }
}

function sameSecret(one: AccountKey, other: AccountKey): boolean {
  return one.secretAccessKey.reveal() === other.secretAccessKey.reveal();
}
