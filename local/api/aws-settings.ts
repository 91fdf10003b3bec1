import { fromNodeProviderChain } from '@aws-sdk/credential-providers';
import { readConfig } from '../../shared/config/config.ts';
import { StartFault } from './start-fault.ts';

const TABLES = ['PORTUNUS_DEFINITIONS_TABLE', 'PORTUNUS_ACTIVITY_TABLE'];

/** The environment of the functions. What they can't do without is asked for before anything starts. */
export async function readAwsSettings(environment: NodeJS.ProcessEnv): Promise<NodeJS.ProcessEnv> {
  // As AWS's own tools have it, where the SDK for JavaScript knows the first alone.
  const AWS_REGION = environment.AWS_REGION || environment.AWS_DEFAULT_REGION;
  const given = { ...environment, AWS_REGION };
  const missing = ['AWS_REGION', ...TABLES].filter((name) => !given[name as keyof typeof given]);
  if (missing.length > 0) {
    throw new StartFault(
      `Not set: ${missing.join(', ')}. Set what is missing (npm run portunus -- tables create makes the tables), or use npm start, which needs nothing.`,
    );
  }
  requireConfig(given);
  await requireCredentials();
  return given;
}

/** As the functions read it, each of which would otherwise fail at its first request. */
export function requireConfig(environment: NodeJS.ProcessEnv): void {
  try {
    readConfig(environment);
  } catch (error) {
    throw new StartFault((error as Error).message);
  }
}

/** By the chain that the functions use too. What a source of credentials says of itself is not shown: it may hold secrets. */
async function requireCredentials(): Promise<void> {
  try {
    await fromNodeProviderChain({ timeout: 1_000, maxRetries: 0 })();
  } catch (error) {
    throw new StartFault(
      `There are no AWS credentials that can be used (${(error as Error).name}). Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or sign in anew; or use npm start, which needs none.`,
    );
  }
}
