import type { RefreshResult } from '../domain/refresh-state.ts';
import type { Log } from './logger.ts';

/**
 * Seconds of life left in what a job has stored, as a metric (CloudWatch embedded metric format): of all jobs together,
 * where the alarm looks for the least of them, and if so told, of each job.
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

/** Of a job that falls due. */
export function createReportLife(log: Log, perJob: boolean) {
  return (job: string, secondsLeft: number) => log('info', 'due', { job, secondsLeft }, lifeMetric(perJob));
}

/** What became of a refresh, in one line. */
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
