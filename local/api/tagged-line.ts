/** By it the front tells the process behind it which request is which. */
export const REQUEST_HEADER = 'x-portunus-local-request';

/** A log line of a function, and the request that it was written in. */
export interface TaggedLine {
  readonly line: string;
  readonly id?: string;
}
