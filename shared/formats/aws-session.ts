import { MIN_CONTAINER_SECONDS } from '../domain/format-name.ts';
import { canNotCarry, type Format } from './format.ts';
import { comment } from './lines.ts';
import { expirationOf } from './variables.ts';

/** What `credential_process` prints (AWS SDKs and tools reference). SDKs accept only the number 1 as `Version`. */
export const credentialProcess: Format = {
  session: ({ session }) => ({
    contentType: 'application/json',
    body: JSON.stringify({
      Version: 1,
      AccessKeyId: session.accessKeyId,
      SecretAccessKey: session.secretAccessKey.reveal(),
      SessionToken: session.sessionToken.reveal(),
      Expiration: expirationOf(session),
    }),
  }),
};

/**
 * The response of a container credentials endpoint (`AWS_CONTAINER_CREDENTIALS_FULL_URI`). It calls the session token
 * `Token`. Throws `format_unknown` for a session that is too short for SDKs to cache.
 */
export const container: Format = {
  /** AWS SDKs read `Code` and `Message` from a failed response. */
  failure: ({ code, sentence }) => ({
    contentType: 'application/json',
    body: JSON.stringify({ Code: code, Message: sentence }),
  }),
  session: ({ session, duration }) => {
    if (duration !== undefined && duration.grantedSeconds < MIN_CONTAINER_SECONDS) {
      throw canNotCarry(
        'container',
        `a session under ${MIN_CONTAINER_SECONDS} seconds: SDKs would ask for a new one at each call`,
      );
    }
    return {
      contentType: 'application/json',
      body: JSON.stringify({
        AccessKeyId: session.accessKeyId,
        SecretAccessKey: session.secretAccessKey.reveal(),
        Token: session.sessionToken.reveal(),
        Expiration: expirationOf(session),
      }),
    };
  },
};

/** A section of the shared credentials file (`~/.aws/credentials`). */
export const awsCredentialsFile: Format = {
  failure: ({ sentence }) => ({ contentType: 'text/plain; charset=utf-8', body: comment(sentence) }),
  session: ({ session }) => {
    const settings = {
      aws_access_key_id: session.accessKeyId,
      aws_secret_access_key: session.secretAccessKey.reveal(),
      aws_session_token: session.sessionToken.reveal(),
    };
    const lines = Object.entries(settings).map(([name, value]) => {
      // Readers strip values and join a line that begins with a blank to the line before, so such a value would be
      // changed.
      if (!/^[\x21-\x7e]+$/.test(value)) throw canNotCarry('aws-credentials-file', `blanks or line breaks in ${name}`);
      return `${name} = ${value}`;
    });
    const body = ['[default]', ...lines, `# ends ${expirationOf(session)}`, ''].join('\n');
    return { contentType: 'text/plain; charset=utf-8', body };
  },
};
