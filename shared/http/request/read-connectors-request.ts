import * as v from 'valibot';
import type { Caller } from '../../domain/caller.ts';
import { ADMINISTRATORS_FILTERS, type ConnectorFilter, connectorFilterFields } from '../../domain/connector-filter.ts';
import { invalidRequest } from '../../domain/errors.ts';
import { DEFAULT_LIMIT } from '../../domain/page-limit.ts';
import { parseWith, valid } from '../../domain/parse.ts';
import type { HttpEvent } from '../event.ts';
import { Limit, WithState } from './read-definition-request.ts';
import { readParameters } from './read-parameters.ts';
import { SealedToken } from './sealed-token.ts';

export const ConnectorsFields = v.strictObject({
  ...connectorFilterFields,
  state: WithState,
  limit: Limit,
  nextToken: v.exactOptional(SealedToken),
});

interface ConnectorsRequest {
  readonly filter: ConnectorFilter;
  /** Whether to tell beside each connector when it was used and verified. */
  readonly withState: boolean;
  readonly limit: number;
  /** An id for administrators, and sealed for others. */
  readonly nextToken?: string;
}

/** Which connectors are asked for, and the page of them. Throws `invalid_request`. */
export function readConnectorsRequest(event: HttpEvent): ConnectorsRequest {
  const parameters = valid(parseWith(ConnectorsFields, readParameters(event), 'query'));
  const { limit = DEFAULT_LIMIT, nextToken, state, ...filter } = parameters;
  return { filter, withState: state === 'true', limit, ...(nextToken !== undefined && { nextToken }) };
}

/**
 * Refuses to ask for what this caller doesn't see, and to filter by it, which would tell the value. Throws
 * `invalid_request`.
 */
export function assertMayAsk(
  { administrator }: Pick<Caller, 'administrator'>,
  { filter, withState }: Pick<ConnectorsRequest, 'filter' | 'withState'>,
): void {
  if (administrator) return;
  const field = ADMINISTRATORS_FILTERS.find((one) => filter[one] !== undefined) ?? (withState ? 'state' : undefined);
  if (field !== undefined) throw invalidRequest([{ field, detail: 'is taken from administrators only' }]);
}
