import type { VerifyRun, VerifyState } from '../domain/verification.ts';
import type { Log } from './logger.ts';
import { embeddedMetrics } from './metrics.ts';

interface Request {
  readonly requestId: string;
}

const RUN = embeddedMetrics({ by: [['stage']], metrics: ['connectorsFailing', 'connectorsVerified'] });

/** Logs the verification of a connector in one line. A connector that fails is a warning: the run's metric counts it. */
export function createReportVerification(log: Log) {
  return (
    {
      connectorId,
      state: { outcome, failed, failingSince },
    }: { readonly connectorId: string; readonly state: VerifyState },
    { requestId }: Request,
  ): void =>
    log(outcome === 'failed' ? 'warn' : 'info', 'verify', {
      requestId,
      connectorId,
      outcome,
      failed: failed.map(({ check }) => check).join(', ') || undefined,
      failingSince,
    });
}

/** Logs a run that has been through all connectors, and counts those that fail. */
export function createReportRun(log: Log) {
  return ({ startedAt, passed, failed, notChecked }: VerifyRun, { requestId }: Request): void =>
    log(
      failed > 0 ? 'warn' : 'info',
      'verify run',
      { requestId, startedAt, notChecked, connectorsFailing: failed, connectorsVerified: passed + failed },
      RUN,
    );
}
