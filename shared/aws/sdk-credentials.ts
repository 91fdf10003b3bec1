import type { AwsSession } from '../domain/credential.ts';

/** A session's keys as an SDK client takes them. */
export const sdkCredentials = ({ accessKeyId, secretAccessKey, sessionToken, expiresAt }: AwsSession) => ({
  accessKeyId,
  secretAccessKey: secretAccessKey.reveal(),
  sessionToken: sessionToken.reveal(),
  expiration: expiresAt,
});
