import { userInfo } from 'node:os';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';

const WAIT_MS = 3_000;

/**
 * Who applies definitions, as refresh jobs and records name them: whom AWS takes the operator for. Where STS can not be
 * asked (an emulated table alone), the name of the user on this machine, marked as what it is.
 */
export async function whoDefines(): Promise<string> {
  try {
    const signal = AbortSignal.timeout(WAIT_MS);
    const { Arn } = await new STSClient({ maxAttempts: 1 }).send(new GetCallerIdentityCommand({}), {
      abortSignal: signal,
    });
    if (Arn !== undefined) return Arn;
  } catch {
    // Falls through: the tables are what counts, and they have let the operator in.
  }
  return `unverified:${userInfo().username}`;
}
