import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import * as v from 'valibot';
import { faultsText } from '../../domain/errors.ts';
import { faulty, parseWith } from '../../domain/parse.ts';
import type { ItemImage, StreamBatch, StreamRecord } from '../../domain/stream-record.ts';
import { plainItem } from './plain-item.ts';
import { readAuditItem } from './read-audit-item.ts';

type Attributes = Readonly<Record<string, AttributeValue>>;

const Image = v.exactOptional(v.custom<Attributes>((value) => typeof value === 'object' && value !== null));
const Key = v.object({ S: v.string() });

/** The members that are used here. Lambda adds others. */
const Change = v.object({
  eventName: v.picklist(['INSERT', 'MODIFY', 'REMOVE']),
  eventSourceARN: v.pipe(v.string(), v.regex(/^arn:[^:]+:dynamodb:[^:]+:\d{12}:table\//, 'must be of a table')),
  userIdentity: v.nullish(v.object({ type: v.string(), principalId: v.string() })),
  dynamodb: v.object({
    ApproximateCreationDateTime: v.number(),
    Keys: v.object({ pk: Key, sk: Key }),
    NewImage: Image,
    OldImage: Image,
    SequenceNumber: v.pipe(v.string(), v.regex(/^\d{1,40}$/, 'must be a number')),
  }),
});

const Event = v.object({ Records: v.tupleWithRest([Change], Change) });

/** What the keys of audit records begin with. The mapping's filter says the same, so that nothing else is handed over. */
const AUDIT = 'audit#';

/**
 * Parses what Lambda hands over. Its form is AWS's, so that a fault in it is a bug or another source: it throws, and
 * the stream waits. What an item holds is anybody's, and never makes it throw.
 */
export function readStreamEvent(event: unknown, stage: string): StreamBatch {
  const parsed = parseWith(Event, event, 'event');
  if (!parsed.ok) throw new TypeError(faultsText(parsed.errors).slice(0, 500));
  const { Records } = parsed.value;
  const [first] = Records;
  const [, , , region = '', account = ''] = first.eventSourceARN.split(':');
  const ofAudit = Records.filter(({ dynamodb }) => dynamodb.Keys.pk.S.startsWith(AUDIT));
  return {
    origin: { stage, account, region },
    first: first.dynamodb.SequenceNumber,
    records: ofAudit.map(toStreamRecord),
  };
}

function toStreamRecord({ eventName, userIdentity, dynamodb }: v.InferOutput<typeof Change>): StreamRecord {
  const { Keys, NewImage, OldImage, SequenceNumber, ApproximateCreationDateTime } = dynamodb;
  return {
    sequenceNumber: SequenceNumber,
    change: eventName,
    time: new Date(ApproximateCreationDateTime * 1000),
    pk: Keys.pk.S,
    sk: Keys.sk.S,
    ...(OldImage !== undefined && { before: toImage(OldImage) }),
    ...(NewImage !== undefined && { after: toImage(NewImage) }),
    ...(userIdentity?.type === 'Service' && { service: userIdentity.principalId }),
  };
}

/** A time without a day, such as of 30 February, has a valid form, and would be in no folder. */
function toImage(item: Attributes): ItemImage {
  const record = readAuditItem(item);
  const hasTime = !record.ok || Number.isFinite(Date.parse(record.value.time));
  return { item: plainItem(item), record: hasTime ? record : faulty('time', 'must be a time') };
}
