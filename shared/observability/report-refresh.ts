import type { RefreshResult } from '../domain/refresh-state.ts';
import type { Log } from './logger.ts';
import { type Directive, ERRORS_BY_CODE, embeddedMetrics } from './metrics.ts';

/**
 * The seconds of life left in a job's stored login. The metric covers all jobs together, of which the alarm takes the
 * minimum, and with `perJob` each job too.
 */
function life(perJob: boolean): Directive {
  return { by: perJob ? [['stage'], ['stage', 'job']] : [['stage']], metrics: ['secondsLeft'] };
}

/** Reports the remaining life of a job that falls due. */
export function createReportLife(log: Log, perJob: boolean) {
  const metric = embeddedMetrics(life(perJob));
  return (job: string, secondsLeft: number) => log('info', 'due', { job, secondsLeft }, metric);
}

/**
 * Logs a run of the schedule in one line. It also reports that nothing was issued: a metric that nobody reports has no
 * value, and no value sets off no alarm. So the sum of what is issued is 0 in a minute without a request.
 */
export function createReportDispatch(log: Log) {
  const metric = embeddedMetrics({ by: [['stage']], metrics: ['issued'] });
  return (run: { readonly requestId: string; readonly sent: number; readonly returned: number }): void =>
    log(run.returned > 0 ? 'warn' : 'info', 'dispatch', { ...run, issued: 0 }, metric);
}

interface Health {
  readonly secondsLeft: number;
  readonly failures: number;
}

/** Logs the outcome of a refresh in one line. */
export function createReportRefresh(log: Log, perJob: boolean) {
  const health: readonly Directive[] = [life(perJob), { by: [['stage']], metrics: ['failures'] }];
  const succeeded = embeddedMetrics(...health);
  const failed = embeddedMetrics(...health, ERRORS_BY_CODE);
  return (
    { job, requestId, outcome, error, endsAt, nextDue }: RefreshResult,
    { secondsLeft, failures }: Health,
  ): void => {
    const fields = {
      requestId,
      job,
      outcome,
      secondsLeft,
      failures,
      code: error?.code ?? 'ok',
      reason: error?.reason,
      endsAt: endsAt?.toISOString(),
      nextDue: nextDue?.toISOString(),
      errors: error && 1,
    };
    // A stopped job is no fault: an operator wants it so.
    const level = outcome !== 'failed' ? 'info' : error?.code === 'stopped' ? 'warn' : 'error';
    log(level, 'refresh', fields, error ? failed : succeeded);
  };
}
