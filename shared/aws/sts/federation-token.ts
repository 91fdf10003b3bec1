import { GetFederationTokenCommand } from '@aws-sdk/client-sts';
import type { StartSession } from '../../vending/issuing/ports.ts';
import type { WithSts } from './clients.ts';
import { stsError } from './errors.ts';
import { policyInput, tagsInput } from './input.ts';
import { invalidAnswer, readSessionKeys } from './read-session.ts';

/** `sts:GetFederationToken`, with the account's key. */
export function createGetFederationToken(withSts: WithSts): StartSession<'federated-user'> {
  return async (request, call) => {
    const { name, durationSeconds, secretArn, region, accountId, partition } = request;
    const command = new GetFederationTokenCommand({
      Name: name,
      DurationSeconds: durationSeconds,
      ...tagsInput(request.tags),
      ...policyInput(request),
    });
    try {
      const answer = await withSts({ sourceCredentials: { source: 'iam-user', secretArn }, region }, call, (client) =>
        client.send(command, { abortSignal: call.signal }),
      );
      const arn = `arn:${partition}:sts::${accountId}:federated-user/${name}`;
      // A key of another account than the definition says would make a session of that one.
      if (answer.FederatedUser?.Arn !== arn) throw invalidAnswer('not_the_session_asked_for');
      return { ...readSessionKeys(answer.Credentials, durationSeconds, call.now()), arn };
    } catch (error) {
      throw stsError(error, request.type, call);
    }
  };
}
