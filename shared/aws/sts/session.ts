import type { Credentials } from '@aws-sdk/client-sts';
import type { AwsSession } from '../../domain/credential.ts';
import { PortunusError } from '../../domain/errors.ts';
import type { ReasonOf } from '../../domain/refusal-reasons.ts';
import { Secret } from '../../domain/secret.ts';

/** Parameters that several STS calls share. Empty ones are not sent. */

export function tagsInput(tags: readonly { readonly key: string; readonly value: string }[]) {
  return tags.length === 0 ? {} : { Tags: tags.map(({ key, value }) => ({ Key: key, Value: value })) };
}

export function policyInput({
  policy,
  policyArns,
}: {
  readonly policy?: string;
  readonly policyArns: readonly string[];
}) {
  return {
    ...(policy !== undefined && { Policy: policy }),
    ...(policyArns.length > 0 && { PolicyArns: policyArns.map((arn) => ({ arn })) }),
  };
}

const MIN_LIFE_MS = 60_000;
/**
 * How far AWS's clock and ours may differ, in milliseconds. The SDK corrects offsets larger than the five minutes that
 * a signature allows.
 */
const CLOCK_SLACK_MS = 900_000;

/**
 * Returns the keys of a session, if they are complete and live about as long as requested. The SDK also accepts a 200
 * without credentials, and a client that is created with `undefined` credentials would sign with the function's own
 * role.
 */
export function readSessionKeys(
  credentials: Credentials | undefined,
  durationSeconds: number,
  now: Date,
): Omit<AwsSession, 'arn'> {
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = credentials ?? {};
  if (!AccessKeyId || !SecretAccessKey || !SessionToken) throw invalidAnswer('credentials_missing');
  const life = (Expiration?.getTime() ?? Number.NaN) - now.getTime();
  const longest = durationSeconds * 1000 + CLOCK_SLACK_MS;
  if (Expiration === undefined || !(life > MIN_LIFE_MS && life <= longest))
    throw invalidAnswer('expiration_unbelievable');
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: new Secret(SecretAccessKey),
    sessionToken: new Secret(SessionToken),
    expiresAt: Expiration,
  };
}

export function invalidAnswer(reason: ReasonOf<'upstream_invalid'>): PortunusError {
  return new PortunusError('upstream_invalid', 'sts', { reason });
}
