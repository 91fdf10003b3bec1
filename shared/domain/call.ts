/** Who and what a request is about, as far as it has come out: for its log line, whatever becomes of it. */
export interface Parties {
  /** The id of the issuer that the caller's token was matched to, or {@link UNKNOWN_ISSUER}. */
  readonly issuer?: string;
  readonly subject?: string;
}

/** Stands for every issuer that is not configured: what its token says of itself is not repeated. */
export const UNKNOWN_ISSUER = 'unknown';

/** What every step of one request is given: who it is for in the log, what time it is, and when to stop. */
export interface Call {
  /** Lambda's request id. */
  readonly requestId: string;
  /** Aborts when the request's time is over; every outgoing call obeys it. */
  readonly signal: AbortSignal;
  readonly now: () => Date;
  readonly sourceIp?: string;
  readonly userAgent?: string;
  /** Adds to what the request's log line says; absent where there is none. */
  readonly note?: (parties: Parties) => void;
}

/** Waits for work that another request may have begun, but no longer than this one may; then throws `tooLate()`. */
export function withinCall<T>(work: Promise<T>, { signal }: Call, tooLate: () => Error): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(tooLate());
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
