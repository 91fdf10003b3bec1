import type { Call } from '../../domain/call.ts';
import { PortunusError } from '../../domain/errors.ts';
import { newRecords, type StreamBatch } from '../../domain/stream-record.ts';
import type { BatchStep } from '../archive/ports.ts';
import type { ReportFault } from '../issuing/ports.ts';
import { countUsage } from './count-usage.ts';
import type { UpdateUsage } from './ports.ts';
import { useOf } from './use-of.ts';

/**
 * How long a batch that can't be counted may hold up the stream. Evidence matters more than counters, and the stream
 * keeps it for a day only.
 */
const PATIENCE_MS = 3_600_000;

/** Counts the new records of each batch of the activity table's stream. */
export function createUsageStep(update: UpdateUsage, reportFault: ReportFault): BatchStep {
  return {
    name: 'usage',
    run: async (batch, call) => {
      try {
        await countUsage(
          update,
          newRecords(batch).flatMap((each) => useOf(each) ?? []),
          call,
        );
      } catch (error) {
        if (ageOf(batch, call) < PATIENCE_MS) throw error;
        const detail = 'the usage of a batch is not counted, so that the archive goes on';
        reportFault(new PortunusError('table_unavailable', 'audit', { detail, cause: error }), call);
      }
    },
  };
}

function ageOf({ records: [first] }: StreamBatch, call: Call): number {
  return first === undefined ? 0 : call.now().getTime() - first.time.getTime();
}
