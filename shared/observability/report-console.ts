import { clip } from '../domain/bounds.ts';
import type { Call } from '../domain/call.ts';
import type { Log } from './logger.ts';

/** A request that the console sent on to the API for a person. */
export interface Forwarded {
  readonly issuer: string;
  readonly subject: string;
  readonly method: string;
  readonly status: number;
  /** The API's own request ID, under which its log and the audit have the request. */
  readonly forwardedRequestId?: string;
}

const MAX_SUBJECT = 256;

/** Logs for whom and from where a request was sent on. The API sees the console's own address alone. */
export function createReportForwarded(log: Log) {
  return ({ subject, ...forwarded }: Forwarded, { requestId, sourceIp }: Call): void =>
    log('info', 'forwarded', { requestId, ...forwarded, subject: clip(subject, MAX_SUBJECT), sourceIp });
}
