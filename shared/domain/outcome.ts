import type { PortunusError } from './errors.ts';

/** What is told of each request when it ends, for the log and the metric. Nothing of it is secret. */
export interface Outcome {
  readonly requestId: string;
  readonly routeKey: string;
  readonly status: number;
  readonly durationMs: number;
  readonly error?: PortunusError;
}
