import { userInfo } from 'node:os';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { Author } from '../../shared/domain/change-record.ts';

const WAIT_MS = 3_000;
const ISSUER = 'direct';

/**
 * Returns the operator as definitions and records name them: by their AWS identity. If STS cannot be asked, as with
 * only an emulated table, it returns the name of the local user, marked as such. STS says the source identity of a
 * session to nobody but CloudTrail, where the ID of the key leads to it.
 */
export async function whoDefines(): Promise<Author> {
  try {
    const signal = AbortSignal.timeout(WAIT_MS);
    const client = new STSClient({ maxAttempts: 1 });
    const { Arn, UserId = '' } = await client.send(new GetCallerIdentityCommand({}), { abortSignal: signal });
    const { accessKeyId } = await client.config.credentials();
    if (Arn !== undefined) return { issuer: ISSUER, subject: Arn, ...idsIn(UserId), accessKeyId };
  } catch {
    // The name is only informative, and the tables check the operator's rights, so this failure does not matter.
  }
  return { issuer: ISSUER, subject: `unverified:${userInfo().username}` };
}

/** The user ID of a role's session is the role's ID, a colon, and the name of the session. */
function idsIn(userId: string): Pick<Author, 'uniqueId' | 'sessionName'> {
  const [, uniqueId, sessionName] = /^([A-Z0-9]+)(?::(.+))?$/.exec(userId) ?? [];
  return { ...(uniqueId !== undefined && { uniqueId }), ...(sessionName !== undefined && { sessionName }) };
}
