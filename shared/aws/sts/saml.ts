import { AssumeRoleWithSAMLCommand } from '@aws-sdk/client-sts';
import type { StartSession } from '../../vending/issuing/ports.ts';
import { assumedRoleArn } from './assume-role.ts';
import type { WithSts } from './clients.ts';
import { stsError } from './errors.ts';
import { policyInput } from './input.ts';
import { readSessionKeys } from './read-session.ts';

/** `sts:AssumeRoleWithSAML`, with the caller's assertion, which also names the session. */
export function createAssumeRoleWithSaml(withSts: WithSts): StartSession<'saml'> {
  return async (request, call) => {
    const { roleArn, samlProviderArn, durationSeconds, region } = request;
    const command = new AssumeRoleWithSAMLCommand({
      RoleArn: roleArn,
      PrincipalArn: samlProviderArn,
      SAMLAssertion: request.assertion.reveal(),
      DurationSeconds: durationSeconds,
      ...policyInput(request),
    });
    try {
      const answer = await withSts({ sourceCredentials: { source: 'nobody' }, region }, call, (client) =>
        client.send(command, { abortSignal: call.signal }),
      );
      const keys = readSessionKeys(answer.Credentials, durationSeconds, call.now());
      return { ...keys, arn: assumedRoleArn(answer.AssumedRoleUser?.Arn, { roleArn }) };
    } catch (error) {
      throw stsError(error, request.type, call);
    }
  };
}
