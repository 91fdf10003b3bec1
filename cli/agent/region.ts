import { STSClient } from '@aws-sdk/client-sts';

/** Returns the region in the address of an API. A custom domain contains none. */
export function regionInUrl(url: string): string | undefined {
  return /\.execute-api\.([a-z0-9-]+)\./.exec(url)?.[1];
}

/** Returns the region that the SDK finds in the environment or in the profile. */
export async function settingsRegion(): Promise<string | undefined> {
  return new STSClient({}).config.region().catch(() => undefined);
}
