import type { RefreshResult } from '../domain/refresh-state.ts';
import type { Log } from './logger.ts';

/**
 * The seconds of life left in a job's stored login, as a metric (CloudWatch embedded metric format). It covers all jobs
 * together, of which the alarm takes the minimum, and with `perJob` each job too.
 */
function lifeMetric(perJob: boolean) {
  return (time: Date) => ({
    _aws: {
      Timestamp: time.getTime(),
      CloudWatchMetrics: [
        {
          Namespace: 'Portunus',
          Dimensions: perJob ? [[], ['job']] : [[]],
          Metrics: [{ Name: 'secondsLeft', Unit: 'Seconds' }],
        },
      ],
    },
  });
}

/** Reports the remaining life of a job that falls due. */
export function createReportLife(log: Log, perJob: boolean) {
  return (job: string, secondsLeft: number) => log('info', 'due', { job, secondsLeft }, lifeMetric(perJob));
}

/** Logs the outcome of a refresh in one line. */
export function createReportRefresh(log: Log, perJob: boolean) {
  return ({ job, requestId, outcome, error, endsAt, nextDue }: RefreshResult, secondsLeft: number): void => {
    const fields = {
      requestId,
      job,
      outcome,
      secondsLeft,
      code: error?.code ?? 'ok',
      reason: error?.reason,
      endsAt: endsAt?.toISOString(),
      nextDue: nextDue?.toISOString(),
    };
    log(outcome === 'failed' ? 'error' : 'info', 'refresh', fields, lifeMetric(perJob));
  };
}
