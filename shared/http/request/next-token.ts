import * as v from 'valibot';
import { DefinitionId } from '../../domain/definition.ts';

/** Opaque to callers, so that what it stands for may change. */
export function toNextToken(after: string): string {
  return Buffer.from(after).toString('base64url');
}

/** The id that a page begins behind. */
export const NextToken = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z0-9_-]{2,128}$/, 'must be a nextToken of an earlier answer'),
  v.transform((token) => Buffer.from(token, 'base64url').toString()),
  v.check((id) => v.is(DefinitionId, id), 'must be a nextToken of an earlier answer'),
);
