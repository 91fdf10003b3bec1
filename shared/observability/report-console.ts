import { clip } from '../domain/bounds.ts';
import type { Call } from '../domain/call.ts';
import type { ErrorCode, PortunusError } from '../domain/errors.ts';
import type { Log } from './logger.ts';
import { createReportFault } from './report.ts';

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

/** What a person meets whose sign-in took too long, was cancelled or came by a wrong link. Anybody can cause it. */
const REFUSALS: readonly ErrorCode[] = ['sign_in_required', 'fresh_sign_in_required', 'invalid_request'];

/** Logs why a person got a page in place of a sign-in. The request's own line has the status alone. */
export function createReportPage(log: Log) {
  const reportFault = createReportFault(log);
  return (error: PortunusError, call: Call): void => {
    const { code, reason } = error;
    if (REFUSALS.includes(code)) {
      log('warn', 'sign-in refused', { requestId: call.requestId, code, reason, sourceIp: call.sourceIp });
    } else reportFault(error, call);
  };
}
