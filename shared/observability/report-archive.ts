import { clip } from '../domain/bounds.ts';
import type { Log } from './logger.ts';
import { embeddedMetrics } from './metrics.ts';

interface Request {
  readonly requestId: string;
}

interface Found {
  readonly kind: 'changed' | 'removed' | 'unreadable';
  readonly of: { readonly pk: string; readonly sk: string; readonly sequenceNumber: string; readonly service?: string };
  readonly reason?: string;
}

const FOUND = embeddedMetrics({ by: [['stage']], metrics: ['tampered', 'unreadable'] });
const ARCHIVED = embeddedMetrics({ by: [['stage']], metrics: ['archived', 'archiveFailures'] });

/** The most of a key that a line holds: it may be anybody's. */
const MAX_KEY = 256;

/** Logs what no audit record should do. A batch that comes again is logged again. */
export function createReportFinding(log: Log) {
  return ({ kind, of, reason }: Found, { requestId }: Request): void => {
    const { pk, sk, sequenceNumber, service } = of;
    const counted = kind === 'unreadable' ? { tampered: 0, unreadable: 1 } : { tampered: 1, unreadable: 0 };
    const fields = { requestId, kind, pk: clip(pk, MAX_KEY), sk: clip(sk, MAX_KEY), sequenceNumber, service };
    log('error', 'audit finding', { ...fields, reason: reason && clip(reason, 500), ...counted }, FOUND);
  };
}

/** Logs a batch of which nothing is left to do. */
export function createReportBatch(log: Log) {
  return ({ records }: { readonly records: readonly unknown[] }, { requestId }: Request): void =>
    log('info', 'archive', { requestId, archived: records.length, archiveFailures: 0 }, ARCHIVED);
}

/** Logs the step that failed. Of the error it shows only the class: an SDK error's message may hold anything. */
export function createReportFailure(log: Log) {
  return (step: string, error: unknown, { requestId }: Request): void => {
    const cause = error instanceof Error ? error.name.slice(0, 64) : 'Unknown';
    log('error', 'archive', { requestId, step, cause, archived: 0, archiveFailures: 1 }, ARCHIVED);
  };
}
