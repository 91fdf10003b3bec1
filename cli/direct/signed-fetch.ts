import { fromNodeProviderChain } from '@aws-sdk/credential-providers';
import { AwsClient } from 'aws4fetch';

/**
 * Creates a fetch that signs requests to the API with the operator's own AWS credentials (SigV4, service
 * `execute-api`).
 */
export async function createSignedFetch(url: string, ownRegion: string | undefined): Promise<typeof fetch> {
  const { accessKeyId, secretAccessKey, sessionToken } = await fromNodeProviderChain()();
  // A custom domain does not contain the region.
  const region = /\.execute-api\.([a-z0-9-]+)\./.exec(url)?.[1] ?? ownRegion;
  const client = new AwsClient({
    accessKeyId,
    secretAccessKey,
    ...(sessionToken && { sessionToken }),
    service: 'execute-api',
    ...(region && { region }),
    retries: 0,
  });
  return (input, init) => client.fetch(input as string, init);
}
