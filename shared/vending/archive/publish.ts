import type { NewRecord, StreamBatch } from '../../domain/stream-record.ts';
import { newRecords } from '../../domain/stream-record.ts';
import { findingsOf } from './findings.ts';
import type { AuditEvent, BatchStep, Finding, PublishEvents } from './ports.ts';

/** The version of the form of `detail`. It changes only if a member changes its meaning, or goes. */
const DETAIL_VERSION = '1';

/** Publishes what happened on an event bus: what was issued, what was refused, what was changed, and what was found. */
export function createPublishStep(publish: PublishEvents): BatchStep {
  return {
    name: 'publish',
    run: async (batch, call) => {
      const events = eventsOf(batch);
      if (events.length > 0) await publish(events, call);
    },
  };
}

export function eventsOf(batch: StreamBatch): readonly AuditEvent[] {
  const { stage } = batch.origin;
  return [
    ...newRecords(batch).flatMap((each) => ofRecord(each, stage) ?? []),
    ...findingsOf(batch).map((finding) => ofFinding(finding, stage)),
  ];
}

function ofRecord({ record, sk }: NewRecord, stage: string): AuditEvent | undefined {
  const detailType = detailTypeOf(record);
  if (detailType === undefined) return undefined;
  return { detailType, time: new Date(record.time), detail: detailOf({ id: sk, stage, record }) };
}

function detailTypeOf({ action, outcome }: NewRecord['record']): string | undefined {
  if (outcome === 'issued') return 'Credentials Issued';
  if (outcome === 'refused') return 'Request Refused';
  return action.startsWith('definition-') ? 'Definition Change' : undefined;
}

function ofFinding({ kind, of, reason }: Finding, stage: string): AuditEvent {
  const { pk, sk, change, sequenceNumber, time } = of;
  const finding = { kind, pk, sk, change, reason };
  return { detailType: 'Audit Finding', time, detail: detailOf({ id: `${sequenceNumber}#${sk}`, stage, finding }) };
}

/** A record has at most 8 KB. What is longer is somebody else's, and EventBridge would take no event of its call. */
const MAX_DETAIL = 16_000;

function detailOf({ id, stage, ...members }: Readonly<Record<string, unknown>>): string {
  const detail = { version: DETAIL_VERSION, id, stage };
  const text = JSON.stringify({ ...detail, ...members });
  return Buffer.byteLength(text) > MAX_DETAIL ? JSON.stringify({ ...detail, tooLarge: true }) : text;
}
