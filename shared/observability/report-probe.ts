import type { Call } from '../domain/call.ts';
import type { ProbeResult } from '../domain/probe.ts';
import type { Log } from './logger.ts';

/**
 * The metrics of a check (CloudWatch embedded metric format), for all checks of a stage together and for each. Whether
 * anything was let in counts once for the stage, because it is urgent whichever check has found it.
 */
function probeMetrics(time: Date) {
  return {
    _aws: {
      Timestamp: time.getTime(),
      CloudWatchMetrics: [
        {
          Namespace: 'Portunus',
          Dimensions: [['stage'], ['stage', 'check']],
          Metrics: [
            { Name: 'probeFailed', Unit: 'Count' },
            { Name: 'probeMilliseconds', Unit: 'Milliseconds' },
          ],
        },
        { Namespace: 'Portunus', Dimensions: [['stage']], Metrics: [{ Name: 'probeLetIn', Unit: 'Count' }] },
      ],
    },
  };
}

/** Logs each check in one line, which also is its metric. A check that could not be tried has no metric. */
export function createReportProbe(log: Log, stage: string) {
  return ({ check, outcome, milliseconds, ...about }: ProbeResult, { requestId }: Call): void => {
    const fields = { requestId, stage, check, outcome, ...about, probeMilliseconds: milliseconds };
    const values = { probeFailed: outcome === 'passed' ? 0 : 1, probeLetIn: outcome === 'let_in' ? 1 : 0 };
    if (outcome === 'skipped') log('info', 'probe', fields);
    else log(outcome === 'passed' ? 'info' : 'error', 'probe', { ...fields, ...values }, probeMetrics);
  };
}
