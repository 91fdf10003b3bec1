import * as v from 'valibot';
import { DefinitionId } from '../../domain/definition.ts';
import type { HttpEvent } from '../event.ts';

/** The id that a request's path names, where it has the form of one. */
export function idNamedBy(event: HttpEvent | undefined): string | undefined {
  const id: unknown = event?.pathParameters?.id;
  return v.is(DefinitionId, id) ? id : undefined;
}

/** The same where the path is a connector's. */
export function connectorNamedBy(event: HttpEvent | undefined): string | undefined {
  const routeKey: unknown = event?.routeKey;
  return typeof routeKey === 'string' && routeKey.includes('/connectors/{id}') ? idNamedBy(event) : undefined;
}
