import { fromNodeProviderChain } from '@aws-sdk/credential-providers';
import { readConfig } from '../../shared/config/config.ts';
import { StartFault } from './start-fault.ts';

const TABLES = ['PORTUNUS_DEFINITIONS_TABLE', 'PORTUNUS_ACTIVITY_TABLE'];

interface AwsSettings {
  /** The functions' environment. */
  readonly environment: NodeJS.ProcessEnv;
  /** When the credentials end, if they do. Nothing renews them. */
  readonly endsAt: Date | undefined;
}

/** Reads what the functions need of AWS. Throws before anything starts if a required setting is missing. */
export async function readAwsSettings(environment: NodeJS.ProcessEnv): Promise<AwsSettings> {
  // AWS's own tools also read AWS_DEFAULT_REGION. The SDK for JavaScript reads only AWS_REGION.
  const AWS_REGION = environment.AWS_REGION || environment.AWS_DEFAULT_REGION;
  const given = { ...environment, AWS_REGION };
  const missing = ['AWS_REGION', ...TABLES].filter((name) => !given[name as keyof typeof given]);
  if (missing.length > 0) {
    throw new StartFault(
      `Not set: ${missing.join(', ')}. Set what is missing (npm run portunus -- tables create makes the tables), or use npm start, which needs nothing.`,
    );
  }
  requireConfig(given);
  const { accessKeyId, secretAccessKey, sessionToken, expiration: endsAt } = await findCredentials();
  const keys = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
  return { environment: { ...given, ...keys, AWS_SESSION_TOKEN: sessionToken }, endsAt };
}

/** Reads the environment as the functions do. Otherwise each function would fail at its first request. */
export function requireConfig(environment: NodeJS.ProcessEnv): void {
  try {
    readConfig(environment);
  } catch (error) {
    throw new StartFault((error as Error).message);
  }
}

/**
 * Finds credentials as AWS's tools do: in a profile, by a sign-in, or in the environment. The functions read them in the
 * environment alone, as on Lambda. The provider's own error message is not shown, because it may contain secrets.
 */
async function findCredentials() {
  try {
    return await fromNodeProviderChain({ timeout: 1_000, maxRetries: 0 })();
  } catch (error) {
    throw new StartFault(
      `There are no AWS credentials that can be used (${(error as Error).name}). Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or sign in anew; or use npm start, which needs none.`,
    );
  }
}

/** Tells when to start again. The functions' process keeps the credentials that it was started with. */
export function endOfCredentials(endsAt: Date): string {
  return `Its AWS credentials end at ${endsAt.toISOString()}, and it doesn't renew them: start it again then.`;
}
