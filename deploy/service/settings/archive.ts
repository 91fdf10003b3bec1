import { KEY_ARN, type SettingGroup } from './setting.ts';

export const ARCHIVE: SettingGroup = {
  title: 'Archive',
  settings: [
    {
      parameter: 'ActivityStreamArn',
      variable: 'PORTUNUS_ACTIVITY_STREAM_ARN',
      description:
        "Stream of the table of activity: the data stack's output. Empty means no archive, no events, no usage, and nobody who notices changed records. Of several regions with the same tables, set it in one alone.",
      default: '',
      pattern: '^$|^arn:aws[a-z-]*:dynamodb:[a-z0-9-]+:[0-9]{12}:table/[\\w.-]{3,255}/stream/[0-9T:.-]{1,40}$',
      form: "the ARN of a table's stream",
    },
    {
      parameter: 'ArchiveBucket',
      variable: 'PORTUNUS_ARCHIVE_BUCKET',
      description: 'Bucket with Object Lock that audit records are archived in. Needs ActivityStreamArn.',
      default: '',
      pattern: '^$|^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$',
      form: 'the name of a bucket',
    },
    {
      parameter: 'ArchiveBucketOwner',
      variable: 'PORTUNUS_ARCHIVE_BUCKET_OWNER',
      description: 'AWS account that must own the bucket. Empty means the own account. Needs ArchiveBucket.',
      default: '',
      pattern: '^$|^[0-9]{12}$',
      form: 'an AWS account ID of 12 digits',
    },
    {
      parameter: 'ArchiveKeyArn',
      variable: 'PORTUNUS_ARCHIVE_KEY_ARN',
      description: "KMS key for archived objects. Empty means the bucket's own encryption. Needs ArchiveBucket.",
      default: '',
      ...KEY_ARN,
    },
    {
      parameter: 'ArchiveSigningKeyArn',
      variable: 'PORTUNUS_ARCHIVE_SIGNING_KEY_ARN',
      description:
        "KMS key that signs the digests of the archive: the data stack's output SigningKeyArn. Empty means no digests. Needs ArchiveBucket.",
      default: '',
      ...KEY_ARN,
    },
    {
      parameter: 'ArchiveIntervalSeconds',
      variable: 'PORTUNUS_ARCHIVE_INTERVAL_SECONDS',
      description: 'How many seconds records are gathered before they are archived together.',
      default: '60',
      pattern: '^(0|[1-9][0-9]?|[12][0-9]{2}|300)$',
      form: 'a number of seconds from 0 to 300',
    },
    {
      parameter: 'EventBus',
      variable: 'PORTUNUS_EVENT_BUS',
      description:
        'Name of the EventBridge bus to which what is issued, refused and changed is sent. Needs ActivityStreamArn.',
      default: '',
      pattern: '^$|^[A-Za-z0-9_.-]{1,256}$',
      form: 'the name of an event bus',
    },
  ],
};
