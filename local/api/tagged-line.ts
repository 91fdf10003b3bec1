/** The front sends it to the process behind, so that a log line can be matched with its request. */
export const REQUEST_HEADER = 'x-portunus-local-request';

/** A log line of a function, and the request that it was written in. */
export interface TaggedLine {
  readonly line: string;
  readonly id?: string;
}
