import { GetFederationTokenCommand, GetSessionTokenCommand } from '@aws-sdk/client-sts';
import type { CallerIdentity } from '../../domain/credential.ts';
import type { StartSession } from '../../vending/issuing/ports.ts';
import { whoIs } from './caller-identity.ts';
import type { WithSts } from './clients.ts';
import { stsError } from './errors.ts';
import { invalidAnswer, policyInput, readSessionKeys, tagsInput } from './session.ts';

/** Calls `sts:GetFederationToken` with the account's key. */
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
      // If the key belongs to another account than the definition says, the session would belong to that account too.
      if (answer.FederatedUser?.Arn !== arn) throw invalidAnswer('not_the_session_asked_for');
      return { ...readSessionKeys(answer.Credentials, durationSeconds, call.now()), arn };
    } catch (error) {
      throw stsError(error, request.type, call);
    }
  };
}

/**
 * Calls `sts:GetSessionToken` with the account's key. The answer does not say whose session it is, so STS is asked: a
 * key that belongs to another account than the definition says must not be used.
 */
export function createGetSessionToken(withSts: WithSts): StartSession<'session-token'> {
  return async (request, call) => {
    const { durationSeconds, mfa, secretArn, region } = request;
    const command = new GetSessionTokenCommand({
      DurationSeconds: durationSeconds,
      ...(mfa !== undefined && { SerialNumber: mfa.serialNumber, TokenCode: mfa.code.reveal() }),
    });
    try {
      const answer = await withSts({ sourceCredentials: { source: 'iam-user', secretArn }, region }, call, (client) =>
        client.send(command, { abortSignal: call.signal }),
      );
      const keys = readSessionKeys(answer.Credentials, durationSeconds, call.now());
      const identity = await whoIs(withSts, { ...keys, arn: '' }, region, call);
      if (!isUserOf(request, identity)) throw invalidAnswer('not_the_account_of_the_connector');
      return { ...keys, arn: identity.arn };
    } catch (error) {
      throw stsError(error, request.type, call);
    }
  };
}

function isUserOf(
  { accountId, partition }: { readonly accountId: string; readonly partition: string },
  identity: CallerIdentity,
): boolean {
  return identity.accountId === accountId && identity.arn.startsWith(`arn:${partition}:iam::${accountId}:user/`);
}
