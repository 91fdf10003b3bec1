/**
 * The header with which the front server identifies a request to the process behind it, so that log lines can be
 * matched with requests.
 */
export const REQUEST_HEADER = 'x-portunus-local-request';

/** A log line of a function, with the id of its request. */
export interface TaggedLine {
  readonly line: string;
  readonly id?: string;
}
