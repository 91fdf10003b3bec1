import { fromNodeProviderChain } from '@aws-sdk/credential-providers';
import { AwsClient } from 'aws4fetch';

/** Signs requests to the API with the operator's own AWS credentials (SigV4, service `execute-api`). */
export const createSignedFetch = async (url: string): Promise<typeof fetch> => {
  const { accessKeyId, secretAccessKey, sessionToken } = await fromNodeProviderChain()();
  const region = /\.execute-api\.([a-z0-9-]+)\./.exec(url)?.[1];
  const client = new AwsClient({
    accessKeyId,
    secretAccessKey,
    ...(sessionToken && { sessionToken }),
    service: 'execute-api',
    // Of an address of one's own the SDK's setting says the region.
    ...(region && { region }),
    retries: 0,
  });
  return (input, init) => client.fetch(input as string, init);
};
