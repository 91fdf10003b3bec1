import type { AccountKey } from '../domain/account-key.ts';
import type { AwsSession } from '../domain/credential.ts';

/** Returns a session's keys in the form that an SDK client expects. */
export function sdkCredentials({ accessKeyId, secretAccessKey, sessionToken, expiresAt }: AwsSession) {
  return {
    accessKeyId,
    secretAccessKey: secretAccessKey.reveal(),
    sessionToken: sessionToken.reveal(),
    expiration: expiresAt,
  };
}

/** Returns a user's key in the form that an SDK client expects. */
export function userCredentials({ accessKeyId, secretAccessKey }: AccountKey) {
  return { accessKeyId, secretAccessKey: secretAccessKey.reveal() };
}
