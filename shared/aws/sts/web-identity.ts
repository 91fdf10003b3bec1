import { AssumeRoleWithWebIdentityCommand } from '@aws-sdk/client-sts';
import type { StartSession } from '../../vending/issuing/ports.ts';
import { assumedRoleArn } from './assume-role.ts';
import type { WithSts } from './clients.ts';
import { stsError } from './errors.ts';
import { policyInput } from './input.ts';
import { readSessionKeys } from './read-session.ts';

/** `sts:AssumeRoleWithWebIdentity`, with the caller's own token and no credentials of ours. */
export function createAssumeRoleWithWebIdentity(withSts: WithSts): StartSession<'web-identity'> {
  return async (request, call) => {
    const { roleArn, sessionName, durationSeconds, region } = request;
    const command = new AssumeRoleWithWebIdentityCommand({
      RoleArn: roleArn,
      RoleSessionName: sessionName,
      DurationSeconds: durationSeconds,
      WebIdentityToken: request.token.reveal(),
      ...policyInput(request),
    });
    try {
      const answer = await withSts({ sourceCredentials: { source: 'nobody' }, region }, call, (client) =>
        client.send(command, { abortSignal: call.signal }),
      );
      const keys = readSessionKeys(answer.Credentials, durationSeconds, call.now());
      return { ...keys, arn: assumedRoleArn(answer.AssumedRoleUser?.Arn, request) };
    } catch (error) {
      throw stsError(error, request.type, call);
    }
  };
}
