import type { Log } from './logger.ts';
import { embeddedMetrics } from './metrics.ts';

interface Written {
  readonly key: string;
  readonly objects: number;
  readonly lagSeconds: number;
  readonly isFirst: boolean;
}

interface Request {
  readonly requestId: string;
}

const DIGESTS = embeddedMetrics({ by: [['stage']], metrics: ['digests'] });

/** Logs each digest. The first of a chain is a warning, because an archive has only one: a second one hides what was. */
export function createReportDigest(log: Log) {
  return ({ isFirst, ...written }: Written, { requestId }: Request): void =>
    log(isFirst ? 'warn' : 'info', 'digest', { requestId, ...written, isFirst, digests: 1 }, DIGESTS);
}

/** Logs a run that failed. Of the error it shows only the class: an SDK error's message may hold anything. */
export function createReportDigestFailure(log: Log) {
  return (error: unknown, { requestId }: Request): void => {
    const cause = error instanceof Error ? error.name.slice(0, 64) : 'Unknown';
    log('error', 'digest', { requestId, cause, digests: 0 }, DIGESTS);
  };
}
