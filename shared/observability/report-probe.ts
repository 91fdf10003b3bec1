import type { Call } from '../domain/call.ts';
import type { ProbeResult } from '../domain/probe.ts';
import type { Log } from './logger.ts';
import { embeddedMetrics } from './metrics.ts';

/**
 * Whether anything was let in is one metric for the whole stage, because that is urgent whichever check has found it.
 */
const METRICS = embeddedMetrics(
  { by: [['stage'], ['stage', 'check']], metrics: ['probeFailed', 'probeMilliseconds'] },
  { by: [['stage']], metrics: ['probeLetIn'] },
);

/** Logs each check in one line, which also is its metric. A check that could not be tried has no metric. */
export function createReportProbe(log: Log) {
  return ({ check, outcome, milliseconds, ...about }: ProbeResult, { requestId }: Call): void => {
    const fields = { requestId, check, outcome, ...about, probeMilliseconds: milliseconds };
    const values = { probeFailed: outcome === 'passed' ? 0 : 1, probeLetIn: outcome === 'let_in' ? 1 : 0 };
    if (outcome === 'skipped') log('info', 'probe', fields);
    else log(outcome === 'passed' ? 'info' : 'error', 'probe', { ...fields, ...values }, METRICS);
  };
}
