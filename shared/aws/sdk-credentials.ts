import type { AwsSession } from '../domain/credential.ts';

/** A session's keys as an SDK client takes them. */
export function sdkCredentials({ accessKeyId, secretAccessKey, sessionToken, expiresAt }: AwsSession) {
  return {
    accessKeyId,
    secretAccessKey: secretAccessKey.reveal(),
    sessionToken: sessionToken.reveal(),
    expiration: expiresAt,
  };
}
