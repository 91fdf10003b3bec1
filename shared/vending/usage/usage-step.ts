import type { StreamBatch } from '../../domain/stream-record.ts';
import type { BatchStep } from '../archive/ports.ts';
import { countUsage } from './count-usage.ts';
import type { UpdateUsage } from './ports.ts';
import { useOf } from './use-of.ts';

/** Counts the new records of each batch of the activity table's stream. */
export function createUsageStep(update: UpdateUsage): BatchStep {
  return { name: 'usage', run: (batch, call) => countUsage(update, usesIn(batch), call) };
}

function usesIn({ records }: StreamBatch) {
  return records.flatMap(({ change, after, pk: source, sequenceNumber }) =>
    change === 'INSERT' && after?.record.ok
      ? (useOf({ record: after.record.value, source, sequenceNumber }) ?? [])
      : [],
  );
}
