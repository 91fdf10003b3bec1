import { fromNodeProviderChain } from '@aws-sdk/credential-providers';
import { AwsClient } from 'aws4fetch';
import { usageError } from '../command.ts';
import { regionInUrl, settingsRegion } from './region.ts';

/** A fetch that signs, and the access key that it signs with at present. */
export interface SignedFetch {
  readonly send: typeof fetch;
  readonly accessKeyId: () => Promise<string>;
}

/**
 * Creates a fetch that signs requests to the API with the AWS credentials that the SDK finds (SigV4, service
 * `execute-api`): those of the environment, a profile, single sign-on, a pod, a task or an instance. The SDK renews them
 * before they end, so they are read again for each request. Throws if there are none.
 */
export async function createSignedFetch(url: string): Promise<SignedFetch> {
  const region = regionInUrl(url) ?? (await settingsRegion());
  if (region === undefined) {
    throw usageError(`${url} does not name its region, and a signature needs it: set AWS_REGION to the deployment's`);
  }
  const credentials = fromNodeProviderChain({ clientConfig: { region } });
  await credentials();
  const send: typeof fetch = async (input, init) => {
    const { accessKeyId, secretAccessKey, sessionToken } = await credentials();
    const keys = { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) };
    return new AwsClient({ ...keys, service: 'execute-api', region, retries: 0 }).fetch(input as string, init);
  };
  return { send, accessKeyId: async () => (await credentials()).accessKeyId };
}
