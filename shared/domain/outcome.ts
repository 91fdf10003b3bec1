import type { Parties } from './call.ts';
import type { PortunusError } from './errors.ts';

/** What is told of each request when it ends, for the log and the metric. Nothing of it is secret. */
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
