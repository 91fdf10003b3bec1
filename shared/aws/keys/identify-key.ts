import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { type Partition, partitionOfRegion } from '../../domain/aws.ts';
import { PortunusError } from '../../domain/errors.ts';
import type { IdentifyKey, KeyRefusal } from '../../vending/keys/ports.ts';
import { createRequestHandler, MAX_ATTEMPTS } from '../request-handler.ts';
import { userCredentials } from '../sdk-credentials.ts';
import { classifySdkError } from '../sdk-errors.ts';
import { keyError } from './errors.ts';

/** A region that every account of the partition has, for calls that no region is given for. */
const REGIONS: Readonly<Record<Partition, string>> = {
  aws: 'us-east-1',
  'aws-cn': 'cn-north-1',
  'aws-us-gov': 'us-gov-west-1',
  'aws-eusc': 'eusc-de-east-1',
};

/** The region to ask in: our own, unless the key is of another partition, which does not know it. */
export function regionFor(partition: Partition, own: string): string {
  return partitionOfRegion(own) === partition ? own : REGIONS[partition];
}

const REFUSALS: Readonly<Record<string, KeyRefusal>> = {
  InvalidClientTokenId: 'unknown',
  SignatureDoesNotMatch: 'wrong_secret',
};

/** Asks STS whose key it is. No policy can deny that. */
export function createIdentifyKey(ownRegion: string): IdentifyKey {
  const requestHandler = createRequestHandler(2_000);
  return async (key, partition, call) => {
    const region = regionFor(partition, ownRegion);
    const credentials = userCredentials(key);
    const client = new STSClient({ region, credentials, maxAttempts: MAX_ATTEMPTS, requestHandler });
    try {
      const { Account, Arn } = await client.send(new GetCallerIdentityCommand({}), { abortSignal: call.signal });
      if (Account && Arn?.split(':')[4] === Account) return { accountId: Account, arn: Arn };
    } catch (error) {
      const { verdict, name } = classifySdkError(error, call.signal);
      // A wrong clock has the same code as a wrong key, and is no fault of the key.
      const refusal = verdict === 'own_credentials' ? REFUSALS[name] : undefined;
      if (refusal !== undefined) return refusal;
      throw keyError('sts', error, call);
    }
    throw new PortunusError('upstream_invalid', 'sts', { reason: 'identity_unreadable' });
  };
}
