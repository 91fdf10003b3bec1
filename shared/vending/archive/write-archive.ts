import { type ArchiveObject, archiveKey } from '../../domain/archive-object.ts';
import { newRecords, type StreamBatch } from '../../domain/stream-record.ts';
import { toFindingEvent, toUnreadableLine } from './finding-event.ts';
import { findingsOf } from './findings.ts';
import { toOcsf } from './ocsf.ts';
import type { ArchivedLines, BatchStep, PutArchiveObject } from './ports.ts';
import { sha256Hex } from './stored-digest.ts';

interface Line {
  readonly kind: ArchiveObject['kind'];
  readonly time: Date;
  readonly sequenceNumber: string;
  readonly event: unknown;
}

/** Writes a batch to the archive: one object for each kind and hour. All of it is there when the step has ended. */
export function createArchiveStep(put: PutArchiveObject, version: string): BatchStep {
  return {
    name: 'archive',
    run: async (batch, call) => {
      // One after the other: there is rarely more than one, and a batch that fails comes again as a whole.
      for (const object of objectsOf(batch, version)) await put(object, call);
    },
  };
}

/** The objects of a batch, which depend on nothing but the batch: the same batch again has the same objects. */
export function objectsOf(batch: StreamBatch, version: string): readonly ArchivedLines[] {
  const groups = Map.groupBy(linesOf(batch, version), ({ kind, time }) => `${kind} ${hourOf(time)}`);
  return [...groups.values()].map((lines) => toObject(lines, batch));
}

function linesOf(batch: StreamBatch, version: string): readonly Line[] {
  const origin = { ...batch.origin, version };
  const records = newRecords(batch).map((each): Line => {
    const { sequenceNumber, record } = each;
    return { kind: 'records', time: new Date(record.time), sequenceNumber, event: toOcsf(each, origin) };
  });
  const findings = findingsOf(batch).map((finding): Line => {
    const { sequenceNumber, time } = finding.of;
    return finding.kind === 'unreadable'
      ? { kind: 'unreadable', time, sequenceNumber, event: toUnreadableLine(finding, origin) }
      : { kind: 'findings', time, sequenceNumber, event: toFindingEvent(finding, origin) };
  });
  return [...records, ...findings];
}

function hourOf(time: Date): string {
  return time.toISOString().slice(0, 13);
}

function toObject(lines: readonly Line[], { origin }: StreamBatch): ArchivedLines {
  const text = lines.map(({ event }) => `${JSON.stringify(event)}\n`).join('');
  const sha256 = sha256Hex(text);
  // Groups are made of lines, so that none is empty.
  const [first, last] = [lines[0], lines.at(-1)] as [Line, Line];
  const [day = '', hour = ''] = hourOf(first.time).split('T');
  const key = archiveKey({
    ...origin,
    kind: first.kind,
    day,
    hour,
    first: first.sequenceNumber,
    last: last.sequenceNumber,
    sha256,
  });
  return { key, lines: text, count: lines.length, sha256 };
}
