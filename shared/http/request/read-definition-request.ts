import * as v from 'valibot';
import { DefinitionId } from '../../domain/definition.ts';
import { invalidRequest } from '../../domain/errors.ts';
import { DEFAULT_LIMIT, PageLimit } from '../../domain/page-limit.ts';
import { parseWith, shownName, valid } from '../../domain/parse.ts';
import type { HttpEvent } from '../event.ts';
import { NextEntryToken, NextToken, NextVersionToken } from './next-token.ts';
import { readObject, readParameters, type WrittenParameters } from './read-parameters.ts';

/** The most entries of a page. */
export const Limit = v.exactOptional(PageLimit);

export const PageFields = v.strictObject({ limit: Limit, nextToken: v.exactOptional(NextToken) });
export const WithState = v.exactOptional(v.picklist(['true', 'false'], 'must be true or false'));
export const JobsPageFields = v.strictObject({ ...PageFields.entries, state: WithState });
export const EntriesFields = v.strictObject({ limit: Limit, nextToken: v.exactOptional(NextEntryToken) });
export const VersionsFields = v.strictObject({ limit: Limit, nextToken: v.exactOptional(NextVersionToken) });

/** The requested page of a list. Throws `invalid_request`. */
export function readPage(event: HttpEvent): { readonly after?: string; readonly limit: number } {
  const { limit = DEFAULT_LIMIT, nextToken: after } = valid(parseWith(PageFields, readParameters(event), 'query'));
  return { limit, ...(after !== undefined && { after }) };
}

/** The same for refresh jobs, whose states may be asked for beside them. Throws `invalid_request`. */
export function readJobsPage(event: HttpEvent): {
  readonly page: { readonly after?: string; readonly limit: number };
  readonly withState: boolean;
} {
  const {
    limit = DEFAULT_LIMIT,
    nextToken: after,
    state,
  } = valid(parseWith(JobsPageFields, readParameters(event), 'query'));
  return { page: { limit, ...(after !== undefined && { after }) }, withState: state === 'true' };
}

/** The requested page of a job's history. Throws `invalid_request`. */
export function readEntriesPage(event: HttpEvent): { readonly before?: string; readonly limit: number } {
  const { limit = DEFAULT_LIMIT, nextToken: before } = valid(parseWith(EntriesFields, readParameters(event), 'query'));
  return { limit, ...(before !== undefined && { before }) };
}

/** The position in a token that is an id. Throws `invalid_request`. */
export function readAfter(nextToken: string | undefined): { readonly after?: string } {
  if (nextToken === undefined) return {};
  return { after: valid(parseWith(v.strictObject({ nextToken: NextToken }), { nextToken }, 'query')).nextToken };
}

/** The requested page of a definition's versions. Throws `invalid_request`. */
export function readVersionsPage(event: HttpEvent): { readonly before?: number; readonly limit: number } {
  const { limit = DEFAULT_LIMIT, nextToken: before } = valid(parseWith(VersionsFields, readParameters(event), 'query'));
  return { limit, ...(before !== undefined && { before }) };
}

export const VersionNumber = v.pipe(
  v.string(),
  v.regex(/^[1-9][0-9]{0,14}$/, 'must be a whole number from 1'),
  v.transform(Number),
);

/** The version in the path. Throws `invalid_request`. */
export function readVersionNumber(event: HttpEvent): number {
  return valid(parseWith(VersionNumber, event.pathParameters?.version, 'version'));
}

export function readId(event: HttpEvent): string {
  return valid(parseWith(DefinitionId, event.pathParameters?.id, 'id'));
}

/** Checks that the request has no query and no body, so that a parameter is never ignored. Throws `invalid_request`. */
export function readNothing(event: HttpEvent): void {
  const [name] = Object.keys(event.queryStringParameters ?? {});
  if (name !== undefined) throw invalidRequest([{ field: shownName(name), detail: 'is not taken by this route' }]);
  if (event.body) throw invalidRequest([{ field: 'body', detail: 'is not taken by this route' }]);
}

/** The id in the path, of a request that has nothing else. Throws `invalid_request`. */
export function readIdAlone(event: HttpEvent): string {
  readNothing(event);
  return readId(event);
}

/** The definition in the request's body. Throws as {@link readObject}. */
export function readDefinition(event: HttpEvent): WrittenParameters {
  return readObject(event);
}

/**
 * The merge patch (RFC 7396) in the request's body, sent by its own media type or as JSON. Throws as {@link
 * readObject}.
 */
export function readPatch(event: HttpEvent): WrittenParameters {
  return readObject(event, ['application/merge-patch+json', 'application/json']);
}

/**
 * The version in `If-Match` (RFC 9110 section 13.1.1), which must be one of our strong ETags or `*`. Throws
 * `invalid_request`, also if the header is required and missing.
 */
export function readIfMatch(
  event: HttpEvent,
  { required }: { readonly required: boolean },
): number | 'any' | undefined {
  const header: unknown = event.headers?.['if-match'];
  if (header === undefined) {
    if (!required) return undefined;
    throw invalidRequest([{ field: 'if-match', detail: 'is required: the ETag of what is to be changed, or *' }]);
  }
  if (header === '*') return 'any';
  const [, version] = typeof header === 'string' ? (/^"([1-9][0-9]{0,14})"$/.exec(header) ?? []) : [];
  if (version !== undefined) return Number(version);
  throw invalidRequest([{ field: 'if-match', detail: 'must be one ETag as it was given, or *' }]);
}

export const RestoreFields = v.strictObject({
  version: v.exactOptional(
    v.pipe(
      v.number('must be a whole number from 1'),
      v.safeInteger('must be a whole number from 1'),
      v.minValue(1, 'must be a whole number from 1'),
    ),
  ),
});

/** The version to restore; the latest if absent. */
export function readRestore(event: HttpEvent): { readonly version?: number } {
  return valid(parseWith(RestoreFields, readObject(event), 'body'));
}

export const DecisionFields = v.strictObject({
  decision: v.picklist(['approve', 'reject'], 'must be approve or reject'),
});

export function readDecision(event: HttpEvent): { readonly decision: 'approve' | 'reject' } {
  return valid(parseWith(DecisionFields, readObject(event), 'body'));
}
