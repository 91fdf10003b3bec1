/** What every step of one request is given: who it is for in the log, what time it is, and when to stop. */
export interface Call {
  /** Lambda's request id. */
  readonly requestId: string;
  /** Aborts when the request's time is over; every outgoing call obeys it. */
  readonly signal: AbortSignal;
  readonly now: () => Date;
  readonly sourceIp?: string;
  readonly userAgent?: string;
}
