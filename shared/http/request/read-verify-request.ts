import * as v from 'valibot';
import { DefinitionId } from '../../domain/definition.ts';
import { invalidRequest } from '../../domain/errors.ts';
import { parseWith } from '../../domain/parse.ts';
import { isJsonObject } from '../../domain/strict-json.ts';
import type { HttpEvent } from '../event.ts';
import { readObject } from './read-parameters.ts';

export const Verify = v.pipe(
  v.strictObject({
    claims: v.exactOptional(v.custom<Readonly<Record<string, unknown>>>(isJsonObject, 'must be an object')),
    issuer: v.exactOptional(DefinitionId),
  }),
  v.forward(
    v.check(({ issuer, claims }) => issuer === undefined || claims !== undefined, 'must stand beside claims'),
    ['issuer'],
  ),
);

/** Parses an administrator's request to verify a connector. Throws `invalid_request`. */
export function readVerifyRequest(event: HttpEvent) {
  const written = readObject(event);
  const id = parseWith(DefinitionId, event.pathParameters?.id, 'id');
  const parsed = parseWith(Verify, written, 'body');
  if (!id.ok || !parsed.ok) throw invalidRequest([id, parsed].flatMap((part) => (part.ok ? [] : part.errors)));
  const { claims, issuer } = parsed.value;
  return {
    connectorId: id.value,
    ...(claims !== undefined && { given: { claims, ...(issuer !== undefined && { issuer }) } }),
  };
}
