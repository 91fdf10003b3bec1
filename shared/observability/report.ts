import { clip } from '../domain/bounds.ts';
import type { AboutItem, Call, Outcome, Parties } from '../domain/call.ts';
import { isRefusal, type PortunusError } from '../domain/errors.ts';
import type { LeftOutKey } from '../domain/key-set.ts';
import type { Log, LogFields } from './logger.ts';

/**
 * Tells of each request in one line, which is its metric too (CloudWatch embedded metric format): requests and
 * milliseconds by route and code.
 */
export function createReportOutcome(log: Log) {
  return ({ routeKey, error, requestId, status, durationMs, ...about }: Outcome): void => {
    const code = error?.code ?? 'ok';
    const level = status >= 500 ? 'error' : status >= 400 ? 'warn' : 'info';
    const route = clip(routeKey, MAX_ROUTE);
    const parties = withShortSubject(about);
    const fields = { requestId, route, status, durationMs, requests: 1, code, ...parties, ...faultFields(error) };
    log(level, 'request', fields, embeddedMetric);
  };
}

/** Only whoever invokes the function directly can send a longer one. */
const MAX_ROUTE = 128;
/** The audit has all of it. */
const MAX_SUBJECT = 256;

/** Tells of a fault that the request's own line doesn't show, and of a batch's item whose it is. */
export function createReportFault(log: Log) {
  return (fault: PortunusError, { requestId }: Call, about?: AboutItem): void =>
    // What refuses one item of a batch is its caller's fault; all else that is reported here is the operator's.
    log(about !== undefined && isRefusal(fault) ? 'warn' : 'error', 'fault', {
      requestId,
      code: fault.code,
      ...(about && withShortSubject(about)),
      ...faultFields(fault),
    });
}

function withShortSubject<P extends Parties>(parties: P): P {
  return parties.subject === undefined ? parties : { ...parties, subject: clip(parties.subject, MAX_SUBJECT) };
}

/** The operator's text, and of a foreign cause its class alone: an SDK error's message and fields may hold secrets. */
function faultFields(error: PortunusError | undefined): LogFields {
  return error === undefined
    ? {}
    : {
        stage: error.stage,
        reason: error.reason,
        cause: error.cause instanceof Error ? error.cause.name.slice(0, 64) : undefined,
      };
}

function embeddedMetric(time: Date) {
  return {
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
  };
}

interface PartlyUsable {
  readonly issuer: string;
  readonly usable: number;
  readonly leftOut: readonly LeftOutKey[];
}

/** A set may have hundreds of entries, and a log line has an end. */
const MAX_LISTED = 20;

/**
 * Tells, once a fetch, what of an issuer's published keys is left out and why, each entry by its position. That somebody
 * publishes a private or symmetric key is an error; most of the rest is everyday life.
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
