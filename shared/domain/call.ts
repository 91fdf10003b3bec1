import type { PortunusError } from './errors.ts';

/** Who sent a request, as far as that is known. Its log line says so even if the request is refused. */
export interface Parties {
  /** The id of the issuer that the caller's token was matched to, or {@link UNKNOWN_ISSUER}. */
  readonly issuer?: string;
  readonly subject?: string;
}

/** Represents every issuer that is not configured. What its token says of itself is not repeated in the log. */
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

/** What is reported of each request when it ends, for the log and the metric. Nothing of it is secret. */
export interface Outcome extends Parties {
  readonly requestId: string;
  readonly routeKey: string;
  readonly status: number;
  readonly durationMs: number;
  readonly error?: PortunusError;
  readonly sourceIp?: string;
  /** What the path names, where it has the form of an id. */
  readonly connectorId?: string;
  readonly definitionId?: string;
}

/** Whose item of a batch it is, and which. */
export interface AboutItem extends Parties {
  readonly connectorId: string;
  readonly item: number;
}
