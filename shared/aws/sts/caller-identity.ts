import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { accountOfPrincipal } from '../../domain/aws.ts';
import type { Call } from '../../domain/call.ts';
import type { AwsSession, CallerIdentity } from '../../domain/credential.ts';
import type { GetCallerIdentity } from '../../vending/issuing/ports.ts';
import type { WithSts } from './clients.ts';
import { stsError } from './errors.ts';
import { invalidAnswer } from './session.ts';

/** Calls `sts:GetCallerIdentity`, which no policy can deny. */
export function createGetCallerIdentity(withSts: WithSts): GetCallerIdentity {
  return async (session, region, call) => {
    try {
      const identity = await whoIs(withSts, session, region, call);
      if (identity.arn !== session.arn) throw invalidAnswer('not_the_identity_of_the_session');
      return identity;
    } catch (error) {
      throw stsError(error, 'caller-identity', call);
    }
  };
}

/** Asks STS whose session it is. */
export async function whoIs(
  withSts: WithSts,
  session: AwsSession,
  region: string | undefined,
  call: Call,
): Promise<CallerIdentity> {
  const { Account, Arn, UserId } = await withSts(
    { sourceCredentials: { source: 'session', session }, region },
    call,
    (client) => client.send(new GetCallerIdentityCommand({}), { abortSignal: call.signal }),
  );
  if (!Account || !Arn || !UserId || accountOfPrincipal(Arn) !== Account) throw invalidAnswer('identity_unreadable');
  return { accountId: Account, arn: Arn, userId: UserId };
}
