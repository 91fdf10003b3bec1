import * as v from 'valibot';
import type { Caller } from '../../domain/caller.ts';
import { ADMINISTRATORS_FILTERS, type ConnectorFilter, connectorFilterFields } from '../../domain/connector-filter.ts';
import { invalidRequest } from '../../domain/errors.ts';
import { DEFAULT_LIMIT } from '../../domain/page-limit.ts';
import { parseWith, valid } from '../../domain/parse.ts';
import type { HttpEvent } from '../event.ts';
import { Limit } from './read-definition-request.ts';
import { readParameters } from './read-parameters.ts';
import { SealedToken } from './sealed-token.ts';

export const ConnectorsFields = v.strictObject({
  ...connectorFilterFields,
  limit: Limit,
  nextToken: v.exactOptional(SealedToken),
});

interface ConnectorsRequest {
  readonly filter: ConnectorFilter;
  readonly limit: number;
  /** An id for administrators, and sealed for others. */
  readonly nextToken?: string;
}

/** Which connectors are asked for, and the page of them. Throws `invalid_request`. */
export function readConnectorsRequest(event: HttpEvent): ConnectorsRequest {
  const parameters = valid(parseWith(ConnectorsFields, readParameters(event), 'query'));
  const { limit = DEFAULT_LIMIT, nextToken, ...filter } = parameters;
  return { filter, limit, ...(nextToken !== undefined && { nextToken }) };
}

/** Refuses a filter by what this caller doesn't see: it would tell the value. Throws `invalid_request`. */
export function assertMayFilter({ administrator }: Pick<Caller, 'administrator'>, filter: ConnectorFilter): void {
  if (administrator) return;
  const [field] = ADMINISTRATORS_FILTERS.filter((one) => filter[one] !== undefined);
  if (field !== undefined) throw invalidRequest([{ field, detail: 'is taken from administrators only' }]);
}
