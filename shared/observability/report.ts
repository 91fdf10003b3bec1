import type { Call } from '../domain/call.ts';
import type { PortunusError } from '../domain/errors.ts';
import type { Outcome } from '../domain/outcome.ts';
import type { Log, LogFields } from './logger.ts';

/**
 * Tells of each request in one line, which is its metric too (CloudWatch embedded metric format): requests and
 * milliseconds by route and code.
 */
export const createReportOutcome =
  (log: Log) =>
  ({ requestId, routeKey, status, durationMs, error }: Outcome): void => {
    const code = error?.code ?? 'ok';
    const level = status >= 500 ? 'error' : status >= 400 ? 'warn' : 'info';
    const fields = { requestId, route: routeKey, status, durationMs, requests: 1, code, ...faultFields(error) };
    log(level, 'request', fields, embeddedMetric);
  };

/** Tells of a fault that the caller's answer doesn't show. */
export const createReportFault =
  (log: Log) =>
  (fault: PortunusError, { requestId }: Call): void =>
    log('error', 'fault', { requestId, code: fault.code, ...faultFields(fault) });

/** The operator's text, and of a foreign cause its class alone: an SDK error's message and fields may hold secrets. */
const faultFields = (error: PortunusError | undefined): LogFields =>
  error === undefined
    ? {}
    : {
        stage: error.stage,
        reason: error.reason,
        cause: error.cause instanceof Error ? error.cause.name.slice(0, 64) : undefined,
      };

const embeddedMetric = (time: Date) => ({
  _aws: {
    Timestamp: time.getTime(),
    CloudWatchMetrics: [
      {
        Namespace: 'Portunus',
        Dimensions: [['route', 'code']],
        Metrics: [
          { Name: 'requests', Unit: 'Count' },
          { Name: 'durationMs', Unit: 'Milliseconds' },
        ],
      },
    ],
  },
});
