import type { PortunusError } from './errors.ts';

/** Who sent a request, as far as it is known. The log names them even if the request is refused. */
export interface Parties {
  /** The id of the issuer that the token names, or {@link UNKNOWN_ISSUER}. */
  readonly issuer?: string;
  readonly subject?: string;
}

/** What the steps of a request add to its log line. */
export interface Noted extends Parties {
  /** How many credentials are being issued. Each note adds to those before. */
  readonly issued?: number;
  /** The SHA-256 of a rejected token's text, in hexadecimal. It finds the requests that a leaked token was tried in. */
  readonly tokenSha256?: string;
}

/** Replaces an issuer that is not configured, because the log must not repeat what an unverified token claims. */
export const UNKNOWN_ISSUER = 'unknown';

/** What every step of a request receives: the request's id, the clock and the deadline. */
export interface Call {
  /** Lambda's request id. */
  readonly requestId: string;
  /** Aborts at the request's deadline. Every outgoing call must use it. */
  readonly signal: AbortSignal;
  readonly now: () => Date;
  readonly sourceIp?: string;
  readonly userAgent?: string;
  /** Adds to the request's log line. Absent if the call has no log line. */
  readonly note?: (noted: Noted) => void;
  /** Says that the audit already has the failure of this request, so that it is not recorded twice. */
  readonly failureRecorded?: () => void;
}

/**
 * Waits for work that other requests may share, but only until this request's deadline. Then it rejects with
 * `tooLate()`.
 */
export function withinCall<T>(work: Promise<T>, { signal }: Call, tooLate: () => Error): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(tooLate());
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

/** The result of a request for the log and the metric. It holds no secrets. */
export interface Outcome extends Noted {
  readonly requestId: string;
  readonly routeKey: string;
  readonly status: number;
  readonly durationMs: number;
  readonly error?: PortunusError;
  readonly sourceIp?: string;
  readonly userAgent?: string;
  /** The id in the path, if it has the form of an id. */
  readonly connectorId?: string;
  readonly definitionId?: string;
}

/** The connector that a fault is about, and the index of its item if it was in a batch. */
export interface AboutItem extends Parties {
  readonly connectorId: string;
  readonly item?: number;
}
