import { AssumeRoleCommand, AssumeRoleWithSAMLCommand, AssumeRoleWithWebIdentityCommand } from '@aws-sdk/client-sts';
import { parseRoleArn } from '../../domain/aws.ts';
import type { StartSession } from '../../vending/issuing/ports.ts';
import type { AssumeRoleRequest } from '../../vending/issuing/session-request.ts';
import type { WithSts } from './clients.ts';
import { stsError } from './errors.ts';
import { invalidAnswer, policyInput, readSessionKeys, tagsInput } from './session.ts';

/** Calls `sts:AssumeRole` as the execution role, as an IAM user, or with a first session. */
export function createAssumeRole(withSts: WithSts): StartSession<'assumed-role'> {
  return async (request, call) => {
    try {
      const answer = await withSts(request, call, (client) =>
        client.send(new AssumeRoleCommand(toInput(request)), { abortSignal: call.signal }),
      );
      const keys = readSessionKeys(answer.Credentials, request.durationSeconds, call.now());
      // Some emulators leave the source identity out of the answer. A different one is always wrong, unless a first
      // session brought it along.
      const { SourceIdentity = request.sourceIdentity } = answer;
      if (request.sourceCredentials.source !== 'session' && SourceIdentity !== request.sourceIdentity) {
        throw invalidAnswer('not_the_source_identity_asked_for');
      }
      return { ...keys, arn: assumedRoleArn(answer.AssumedRoleUser?.Arn, request) };
    } catch (error) {
      throw stsError(error, request.type, call, request.sourceCredentials.source);
    }
  };
}

function toInput(request: AssumeRoleRequest) {
  return {
    RoleArn: request.roleArn,
    RoleSessionName: request.sessionName,
    DurationSeconds: request.durationSeconds,
    ...(request.externalId !== undefined && { ExternalId: request.externalId }),
    ...(request.sourceIdentity !== undefined && { SourceIdentity: request.sourceIdentity }),
    ...tagsInput(request.tags),
    ...(request.transitiveTags && request.tags.length > 0 && { TransitiveTagKeys: request.tags.map(({ key }) => key) }),
    ...policyInput(request),
  };
}

/**
 * Returns the ARN in the answer if it is the requested role with the requested session name. With `undefined`, any name
 * is accepted.
 */
export function assumedRoleArn(
  answered: string | undefined,
  { roleArn, sessionName }: { readonly roleArn: string; readonly sessionName?: string },
): string {
  const role = parseRoleArn(roleArn);
  const prefix = `arn:${role?.partition}:sts::${role?.accountId}:assumed-role/${role?.roleName}/`;
  const name = answered?.startsWith(prefix) ? answered.slice(prefix.length) : undefined;
  if (
    answered !== undefined &&
    name !== undefined &&
    name === (sessionName ?? name) &&
    /^[\w+=,.@-]{2,64}$/.test(name)
  ) {
    return answered;
  }
  throw invalidAnswer('not_the_session_asked_for');
}

/** Calls `sts:AssumeRoleWithWebIdentity` with the caller's own token, and without credentials of Portunus. */
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

/** Calls `sts:AssumeRoleWithSAML` with the caller's assertion, which also sets the session name. */
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
