import * as v from 'valibot';
import { DefinitionId } from '../../domain/definition.ts';

export const NOT_OURS = 'must be a nextToken of an earlier answer';

/** Encodes the last id of a page. The token is opaque to callers, so that its content may change. */
export function toNextToken(after: string): string {
  return Buffer.from(after).toString('base64url');
}

/** Decodes a `nextToken` to the id after which the page begins. */
export const NextToken = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z0-9_-]{2,128}$/, NOT_OURS),
  v.transform((token) => Buffer.from(token, 'base64url').toString()),
  v.check((id) => v.is(DefinitionId, id), NOT_OURS),
);

/** The same for a job's history, which begins before the time and the request of an entry. */
export const NextEntryToken = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z0-9_-]{2,128}$/, NOT_OURS),
  v.transform((token) => Buffer.from(token, 'base64url').toString()),
  v.regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z#[\w-]{1,64}$/, NOT_OURS),
);

/** The same for a list of versions, which begins before a version. */
export const NextVersionToken = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z0-9_-]{2,20}$/, NOT_OURS),
  v.transform((token) => Buffer.from(token, 'base64url').toString()),
  v.regex(/^[1-9][0-9]{0,14}$/, NOT_OURS),
  v.transform(Number),
);
