import type { Call } from '../../domain/call.ts';
import type { StreamBatch } from '../../domain/stream-record.ts';
import { findingsOf } from './findings.ts';
import type { BatchStep, ReportFinding } from './ports.ts';

interface BatchPorts {
  readonly steps: readonly BatchStep[];
  readonly reportFinding: ReportFinding;
  /** Logs a batch that is through. */
  readonly reportBatch: (batch: StreamBatch, call: Call) => void;
  /** Logs the step that failed. */
  readonly reportFailure: (step: string, error: unknown, call: Call) => void;
}

/**
 * Does each step with a batch, in order. Returns the sequence number from which the stream must go on if one fails,
 * which is the batch's first: a whole batch writes the same objects again, and a part of it others. Nothing is skipped.
 * A step must bear to be done again with the same batch.
 */
export async function runBatch(ports: BatchPorts, batch: StreamBatch, call: Call): Promise<string | undefined> {
  // First of all, because an alarm must not wait for a bucket that can't be written.
  for (const finding of findingsOf(batch)) ports.reportFinding(finding, call);
  for (const { name, run } of ports.steps) {
    try {
      await run(batch, call);
    } catch (error) {
      ports.reportFailure(name, error, call);
      return batch.first;
    }
  }
  ports.reportBatch(batch, call);
  return undefined;
}
