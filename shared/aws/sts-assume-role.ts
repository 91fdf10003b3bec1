import { AssumeRoleCommand, type AssumeRoleCommandOutput, STSClient } from '@aws-sdk/client-sts';
import { parseRoleArn } from '../domain/aws.ts';
import type { AwsSession } from '../domain/credential.ts';
import { type ErrorCode, PortunusError } from '../domain/errors.ts';
import { Secret } from '../domain/secret.ts';
import type { AssumeRole, AssumeRoleRequest } from '../vending/ports.ts';
import { createRequestHandler, MAX_ATTEMPTS } from './request-handler.ts';
import { classifySdkError, type Verdict } from './sdk-errors.ts';

const CODES: Record<Verdict, ErrorCode> = {
  deadline: 'deadline_exceeded',
  unavailable: 'sts_unavailable',
  own_credentials: 'misconfigured',
  unreadable: 'upstream_invalid',
  refused: 'role_refused',
};

/** `sts:AssumeRole` with the function's own execution role, at the regional endpoint. */
export const createAssumeRole = (): AssumeRole => {
  const client = new STSClient({ maxAttempts: MAX_ATTEMPTS, requestHandler: createRequestHandler(2_000) });
  return async (request, call) => {
    try {
      const answer = await client.send(new AssumeRoleCommand(toInput(request)), { abortSignal: call.signal });
      return readSession(answer, request, call.now());
    } catch (error) {
      if (error instanceof PortunusError) throw error;
      const { verdict, name } = classifySdkError(error, call.signal);
      throw new PortunusError(CODES[verdict], 'sts', { reason: name, cause: error });
    }
  };
};

const toInput = (request: AssumeRoleRequest) => ({
  RoleArn: request.roleArn,
  RoleSessionName: request.sessionName,
  DurationSeconds: request.durationSeconds,
  ...(request.externalId === undefined ? {} : { ExternalId: request.externalId }),
  ...(request.sourceIdentity === undefined ? {} : { SourceIdentity: request.sourceIdentity }),
  ...(request.tags.length === 0 ? {} : { Tags: request.tags.map(({ key, value }) => ({ Key: key, Value: value })) }),
});

const MIN_LIFE_MS = 60_000;
/** AWS's clock and ours: the SDK bridges more than the five minutes that a signature may be off. */
const CLOCK_SLACK_MS = 900_000;

/**
 * Believes an answer only when it is the session that was asked for, whole: with a 200 that lacks credentials the
 * SDK resolves, and a client made from `undefined` credentials would sign with the function's own role.
 */
const readSession = (answer: AssumeRoleCommandOutput, request: AssumeRoleRequest, now: Date): AwsSession => {
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = answer.Credentials ?? {};
  if (!AccessKeyId || !SecretAccessKey || !SessionToken) throw invalid('credentials_missing');
  const life = (Expiration?.getTime() ?? Number.NaN) - now.getTime();
  const longest = request.durationSeconds * 1000 + CLOCK_SLACK_MS;
  if (Expiration === undefined || !(life > MIN_LIFE_MS && life <= longest)) throw invalid('expiration_unbelievable');
  const arn = answer.AssumedRoleUser?.Arn;
  if (arn === undefined || arn !== expectedArn(request)) throw invalid('not_the_session_asked_for');
  // Not every emulator repeats it; one that was not asked for is never right.
  const { SourceIdentity = request.sourceIdentity } = answer;
  if (SourceIdentity !== request.sourceIdentity) throw invalid('not_the_source_identity_asked_for');
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: new Secret(SecretAccessKey),
    sessionToken: new Secret(SessionToken),
    arn,
    expiresAt: Expiration,
  };
};

const expectedArn = ({ roleArn, sessionName }: AssumeRoleRequest): string | undefined => {
  const role = parseRoleArn(roleArn);
  return role && `arn:${role.partition}:sts::${role.accountId}:assumed-role/${role.roleName}/${sessionName}`;
};

const invalid = (reason: string): PortunusError => new PortunusError('upstream_invalid', 'sts', { reason });
