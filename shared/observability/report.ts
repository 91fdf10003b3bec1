import { clip } from '../domain/bounds.ts';
import type { AboutItem, Call, Outcome, Parties } from '../domain/call.ts';
import { isRefusal, type PortunusError } from '../domain/errors.ts';
import type { LeftOutKey } from '../domain/key-set.ts';
import type { Level, Log, LogFields } from './logger.ts';
import { type Directive, ERRORS_BY_CODE, embeddedMetrics } from './metrics.ts';

/** Logs each request in one line, which also is its metrics. */
export function createReportOutcome(log: Log) {
  return ({ routeKey, error, requestId, status, durationMs, issued = 0, ...about }: Outcome): void => {
    const code = error?.code ?? 'ok';
    const route = clip(routeKey, MAX_ROUTE);
    // Zeros are reported too. Without them, a share of failures has no value in a period without a failure.
    const counted = { requests: 1, serverErrors: status >= 500 ? 1 : 0, issued };
    const fields = { requestId, route, status, durationMs, ...counted, code };
    const refused = isRefusedAdministration(error);
    const metric = refused ? REFUSED : error ? FAILED : SUCCEEDED;
    const count = refused ? { refusedAdministration: 1 } : {};
    log(
      levelOf(status, code),
      'request',
      { ...fields, ...withShortSubject(about), ...faultFields(error), ...count },
      metric,
    );
  };
}

function levelOf(status: number, code: string): Level {
  if (status >= 500 || code === 'invoked_directly') return 'error';
  return status >= 400 ? 'warn' : 'info';
}

const REQUESTS: readonly Directive[] = [
  {
    by: [
      ['stage', 'function'],
      ['stage', 'route'],
    ],
    metrics: ['requests', 'serverErrors', 'durationMs'],
  },
  { by: [['stage']], metrics: ['issued'] },
];
const SUCCEEDED = embeddedMetrics(...REQUESTS);
const FAILED = embeddedMetrics(...REQUESTS, ERRORS_BY_CODE);
const REFUSED = embeddedMetrics(...REQUESTS, ERRORS_BY_CODE, { by: [['stage']], metrics: ['refusedAdministration'] });
const FAULT = embeddedMetrics(ERRORS_BY_CODE);

/** A job that asks for what only administrators may do is rarely a mistake. It may be a stolen token. */
function isRefusedAdministration(error: PortunusError | undefined): boolean {
  return error?.reason === 'no_administrator' || error?.reason === 'no_auditor';
}

/** API Gateway never sends a longer route. Only a direct invocation of the function can. */
const MAX_ROUTE = 128;
/** The log shortens the subject. The audit holds all of it. */
const MAX_SUBJECT = 256;

/** Logs a fault that the request's own line does not show. For an item of a batch, it also logs who asked for what. */
export function createReportFault(log: Log) {
  return (fault: PortunusError, { requestId }: Call, about?: AboutItem): void =>
    // A refused item of a batch is the caller's fault. Every other fault that is reported here is the operator's.
    log(
      about !== undefined && isRefusal(fault) ? 'warn' : 'error',
      'fault',
      { requestId, code: fault.code, ...(about && withShortSubject(about)), ...faultFields(fault) },
      FAULT,
    );
}

function withShortSubject<P extends Parties>(parties: P): P {
  return parties.subject === undefined ? parties : { ...parties, subject: clip(parties.subject, MAX_SUBJECT) };
}

/**
 * Returns the operator's text. Of a foreign cause it returns only the class, because an SDK error's message and fields
 * may contain secrets.
 */
function faultFields(error: PortunusError | undefined): LogFields {
  return error === undefined
    ? {}
    : {
        errors: 1,
        // `stage` is the deployment's.
        errorStage: error.stage,
        reason: error.reason,
        cause: error.cause instanceof Error ? error.cause.name.slice(0, 64) : undefined,
      };
}

interface PartlyUsable {
  readonly issuer: string;
  readonly usable: number;
  readonly leftOut: readonly LeftOutKey[];
}

/** A key set may have hundreds of entries. This limit keeps the log entry short. */
const MAX_LISTED = 20;

/**
 * Logs, once for each fetch, which of an issuer's published keys are left out and why, each by its position. A
 * published private or symmetric key is an error. Most other reasons are normal.
 */
export function createReportKeySet(log: Log) {
  return ({ issuer, usable, leftOut }: PartlyUsable, { requestId }: Call): void => {
    const secrets = leftOut.filter(({ secret }) => secret);
    const listed = [...secrets, ...leftOut.filter(({ secret }) => !secret)].slice(0, MAX_LISTED);
    log(secrets.length > 0 ? 'error' : 'info', 'key set', {
      requestId,
      issuer,
      usable,
      leftOut: leftOut.length,
      entries: listed.map(({ position, why }) => `keys[${position}] ${why}`).join('; '),
      more: leftOut.length > listed.length ? leftOut.length - listed.length : undefined,
    });
  };
}
