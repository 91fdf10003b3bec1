import {
  CreateAccessKeyCommand,
  DeleteAccessKeyCommand,
  IAMClient,
  ListAccessKeysCommand,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam';
import { type AccountKey, parseAccountKey } from '../../domain/account-key.ts';
import type { Call } from '../../domain/call.ts';
import { faultsText, PortunusError } from '../../domain/errors.ts';
import type { KeySigner, UserKeys } from '../../vending/keys/ports.ts';
import { createRequestHandler, MAX_ATTEMPTS } from '../request-handler.ts';
import { userCredentials } from '../sdk-credentials.ts';
import { keyError } from './errors.ts';
import { regionFor } from './identify-key.ts';

/** Manages the keys of the user that signs. IAM is asked as that user, so no role of Portunus needs a right there. */
export function createUserKeys(ownRegion: string): UserKeys {
  const requestHandler = createRequestHandler(2_000);
  const send = async <T>(
    { key, partition }: KeySigner,
    call: Call,
    ask: (client: IAMClient, options: { readonly abortSignal: AbortSignal }) => Promise<T>,
    maxAttempts = MAX_ATTEMPTS,
  ): Promise<T> => {
    const region = regionFor(partition, ownRegion);
    const client = new IAMClient({ region, credentials: userCredentials(key), maxAttempts, requestHandler });
    return ask(client, { abortSignal: call.signal }).catch((error: unknown) => {
      throw keyError('iam', error, call);
    });
  };

  return {
    list: async (signer, call) => {
      const command = new ListAccessKeysCommand({ UserName: signer.user });
      const { AccessKeyMetadata = [] } = await send(signer, call, (client, options) => client.send(command, options));
      return AccessKeyMetadata.map(({ AccessKeyId, Status, CreateDate }) => {
        if (!AccessKeyId || !Status || !CreateDate) throw unreadable('the list of keys');
        return { accessKeyId: AccessKeyId, isActive: Status === 'Active', createdAt: CreateDate };
      });
    },
    create: async (signer, call) => {
      const command = new CreateAccessKeyCommand({ UserName: signer.user });
      // Tried once: if the answer got lost, another try would create another key.
      const { AccessKey } = await send(signer, call, (client, options) => client.send(command, options), 1);
      return readCreated({ accessKeyId: AccessKey?.AccessKeyId, secretAccessKey: AccessKey?.SecretAccessKey });
    },
    deactivate: async (signer, AccessKeyId, call) => {
      const command = new UpdateAccessKeyCommand({ UserName: signer.user, AccessKeyId, Status: 'Inactive' });
      await send(signer, call, (client, options) => client.send(command, options).catch(goneIsDone));
    },
    remove: async (signer, AccessKeyId, call) => {
      const command = new DeleteAccessKeyCommand({ UserName: signer.user, AccessKeyId });
      await send(signer, call, (client, options) => client.send(command, options).catch(goneIsDone));
    },
  };
}

/** A key that is not there any more was deleted by this call before its answer got lost, or by somebody else. */
function goneIsDone(error: unknown): void {
  const isGone = error instanceof Error && /^NoSuchEntity/.test(error.name);
  if (!isGone) throw error;
}

function readCreated(written: Readonly<Record<keyof AccountKey, unknown>>): AccountKey {
  const parsed = parseAccountKey(written, 'key');
  if (parsed.ok) return parsed.value;
  throw unreadable(`the new key: ${faultsText(parsed.errors)}`);
}

function unreadable(what: string): PortunusError {
  return new PortunusError('upstream_invalid', 'sts', { detail: `IAM: ${what}` });
}
