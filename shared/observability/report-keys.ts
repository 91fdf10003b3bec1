import type { Call } from '../domain/call.ts';
import type { PortunusError } from '../domain/errors.ts';
import type { Log } from './logger.ts';
import { ERRORS_BY_CODE, embeddedMetrics } from './metrics.ts';

const AGE = embeddedMetrics({ by: [['stage']], metrics: ['keyAgeDays'] });
const FAILURE = embeddedMetrics({ by: [['stage']], metrics: ['keyRotationFailures'] }, ERRORS_BY_CODE);

/** Logs how old an account's key is. The alarm takes the oldest of all accounts. */
export function createReportAge(log: Log) {
  return (account: string, accessKeyId: string, keyAgeDays: number, { requestId }: Call): void =>
    log('info', 'account key', { requestId, account, accessKeyId, keyAgeDays, keyRotationFailures: 0 }, AGE);
}

/** Logs a step of a rotation that was taken. */
export function createReportStep(log: Log) {
  return (account: string, step: string, accessKeyId: string, { requestId }: Call): void =>
    log('info', 'key rotation', { requestId, account, step, accessKeyId });
}

/** Logs a rotation that failed, or can't go on until somebody does something. */
export function createReportKeyFailure(log: Log) {
  return (account: string, { code, reason }: PortunusError, { requestId }: Call): void =>
    log('error', 'key rotation', { requestId, account, code, reason, errors: 1, keyRotationFailures: 1 }, FAILURE);
}
