import type { Presented } from './caller.ts';
import type { FormatName } from './format-name.ts';

/** What a caller asks for, checked for form only: whether it is allowed is decided later. */
export interface EcrLoginParameters {
  readonly connectorId: string;
  readonly region?: string;
  readonly registryIds?: readonly string[];
  readonly durationSeconds?: number;
  readonly format: FormatName;
}

export interface EcrLoginRequest {
  readonly presented: Presented;
  /** Throws the request's own faults; called once the caller is known, because 401 comes before 400. */
  readonly parameters: () => EcrLoginParameters;
}
