import { ref } from '../template.ts';
import type { Alarm } from './alarm.ts';

const CONDITION = 'HasActivityStreamArn';

/** A stream keeps a change for a day. This leaves most of it to find out what is wrong. */
const MAX_AGE_MS = 1_800_000;

/** The alarms of what reads the activity table's stream. */
export function archiveAlarms(stage: string): readonly Alarm[] {
  const dimensions = { stage };
  const alarms: readonly Alarm[] = [
    {
      name: 'audit-tampered',
      text: 'Somebody changed an audit record, or removed it before its time. Take it as a breach until you know better.',
      minutes: 5,
      watches: { name: 'tampered', dimensions },
    },
    {
      name: 'audit-unreadable',
      text: 'An item under the key of an audit record is none that this release can read.',
      minutes: 5,
      watches: { name: 'unreadable', dimensions },
    },
    {
      name: 'archive-failing',
      text: "Audit records can't be archived, or events not be published. The stream keeps them for a day.",
      minutes: 5,
      // The next try comes by itself, within seconds.
      periods: 2,
      watches: { name: 'archiveFailures', dimensions },
    },
    {
      name: 'archive-late',
      text: 'Audit records wait to be archived for half an hour. After a day, the stream drops them.',
      minutes: 5,
      watches: {
        namespace: 'AWS/Lambda',
        name: 'IteratorAge',
        dimensions: { FunctionName: ref('ArchiveLambdaFunction') },
        statistic: 'Maximum',
      },
      atLeast: MAX_AGE_MS,
    },
    {
      name: 'archive-discarded',
      text: 'Lambda gave up changes of the stream: the archive lacks records that the table has.',
      minutes: 5,
      watches: {
        namespace: 'AWS/SQS',
        name: 'ApproximateNumberOfMessagesVisible',
        dimensions: { QueueName: { 'Fn::GetAtt': ['ArchiveDiscarded', 'QueueName'] } },
        statistic: 'Maximum',
      },
    },
  ];
  return [...alarms.map((alarm) => ({ ...alarm, condition: CONDITION })), digestMissing(stage)];
}

/** A failed run counts no digest, and a schedule that is off counts nothing. */
function digestMissing(stage: string): Alarm {
  return {
    name: 'digest-missing',
    text: 'What is archived has not been chained for 45 minutes. Nothing is lost: the next digest names it.',
    minutes: 15,
    periods: 3,
    watches: { name: 'digests', dimensions: { stage } },
    below: 1,
    tellsSilence: true,
    condition: 'HasArchiveSigningKeyArn',
  };
}
