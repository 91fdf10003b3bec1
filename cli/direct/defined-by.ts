import { userInfo } from 'node:os';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';

const WAIT_MS = 3_000;

/**
 * Returns the name that refresh jobs and records store for who applies definitions: the operator's AWS identity. If STS
 * cannot be asked, as with only an emulated table, it returns the name of the local user, marked as such.
 */
export async function whoDefines(): Promise<string> {
  try {
    const signal = AbortSignal.timeout(WAIT_MS);
    const { Arn } = await new STSClient({ maxAttempts: 1 }).send(new GetCallerIdentityCommand({}), {
      abortSignal: signal,
    });
    if (Arn !== undefined) return Arn;
  } catch {
    // The name is only informative, and the tables check the operator's rights, so this failure does not matter.
  }
  return `unverified:${userInfo().username}`;
}
