import * as v from 'valibot';
import { AwsAccountId, Region } from '../domain/aws.ts';
import { RetentionDays, read, Stage, TableName, type Variables } from './config.ts';

const Optional = v.pipe(
  v.optional(v.string(), ''),
  v.transform((text) => (text === '' ? undefined : text)),
);
const Owner = v.optional(v.union([v.literal(''), AwsAccountId], 'must be 12 digits, as text'), '');
const ArchiveEnvironment = v.object({
  PORTUNUS_STAGE: Stage,
  PORTUNUS_ARCHIVE_BUCKET: Optional,
  PORTUNUS_ARCHIVE_BUCKET_OWNER: Owner,
  PORTUNUS_ARCHIVE_KEY_ARN: Optional,
  PORTUNUS_ACCOUNT_ID: AwsAccountId,
  PORTUNUS_EVENT_BUS: Optional,
  PORTUNUS_ACTIVITY_TABLE: v.exactOptional(TableName),
  PORTUNUS_AUDIT_RETENTION_DAYS: RetentionDays,
});

const DigestEnvironment = v.object({
  PORTUNUS_STAGE: Stage,
  PORTUNUS_ARCHIVE_BUCKET: v.pipe(v.string(), v.nonEmpty('must be given')),
  PORTUNUS_ARCHIVE_BUCKET_OWNER: Owner,
  PORTUNUS_ARCHIVE_KEY_ARN: Optional,
  PORTUNUS_ARCHIVE_SIGNING_KEY_ARN: v.pipe(v.string(), v.startsWith('arn:', 'must be the ARN of a KMS key')),
  PORTUNUS_ACCOUNT_ID: AwsAccountId,
  AWS_REGION: Region,
});

/**
 * Reads where audit records are copied to, the bucket of the archive, an event bus, both or neither, and the table that
 * usage is counted in.
 */
export function readArchiveConfig(environment?: Variables) {
  const value = read(ArchiveEnvironment, environment);
  const { PORTUNUS_ARCHIVE_BUCKET: bucket, PORTUNUS_ARCHIVE_KEY_ARN: keyArn, PORTUNUS_EVENT_BUS: eventBus } = value;
  const { PORTUNUS_ACTIVITY_TABLE: activityTable, PORTUNUS_AUDIT_RETENTION_DAYS: retentionDays } = value;
  const owner = value.PORTUNUS_ARCHIVE_BUCKET_OWNER || value.PORTUNUS_ACCOUNT_ID;
  return Object.freeze({
    stage: value.PORTUNUS_STAGE,
    ...(bucket !== undefined && { archive: { bucket, owner, ...(keyArn !== undefined && { keyArn }) } }),
    ...(eventBus !== undefined && { eventBus }),
    ...(activityTable !== undefined && { usage: { activityTable, retentionDays } }),
  });
}

/** Reads which archive is chained, and what signs. A key is used in its own region. */
export function readDigestConfig(environment?: Variables) {
  const value = read(DigestEnvironment, environment);
  const { PORTUNUS_ARCHIVE_BUCKET: bucket, PORTUNUS_ARCHIVE_KEY_ARN: keyArn, PORTUNUS_ACCOUNT_ID: account } = value;
  const arn = value.PORTUNUS_ARCHIVE_SIGNING_KEY_ARN;
  const owner = value.PORTUNUS_ARCHIVE_BUCKET_OWNER || account;
  return Object.freeze({
    origin: { stage: value.PORTUNUS_STAGE, account, region: value.AWS_REGION },
    archive: { bucket, owner, ...(keyArn !== undefined && { keyArn }) },
    signingKey: { arn, region: arn.split(':')[3] || value.AWS_REGION },
  });
}
