import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { type AuditQuery, type RecordPosition, readAuditQuery } from '../../domain/audit-query.ts';
import { Day } from '../../domain/day.ts';
import { invalidRequest } from '../../domain/errors.ts';
import { valid } from '../../domain/parse.ts';
import { parseStrictJson } from '../../domain/strict-json.ts';
import type { HttpEvent } from '../event.ts';
import { NOT_OURS } from './next-token.ts';
import { readParameters, type WrittenParameters } from './read-parameters.ts';

/** A search for audit records, and the filters as they were sent, which the token of its next page holds. */
export interface AuditRequest {
  readonly query: AuditQuery;
  readonly filters: WrittenParameters;
}

/** Reads a search. Throws `invalid_request`. */
export function readAuditRequest(event: HttpEvent, now: Date): AuditRequest {
  const { nextToken, ...written } = readParameters(event);
  const { limit: _limit, ...filters } = written;
  if (nextToken === undefined) return { query: valid(readAuditQuery(written, now)), filters };
  const { from, to, position } = readToken(nextToken, filters);
  return { query: { ...valid(readAuditQuery({ ...written, from, to }, now)), position }, filters };
}

/**
 * Encodes where the next page begins. It holds the times, because those of a search without any are relative to its
 * first page. The token is opaque to callers, so that its content may change.
 */
export function auditToken({ query, filters }: AuditRequest, { day, below }: RecordPosition): string {
  const content = [digestOf(filters), query.from.toISOString(), query.to.toISOString(), day ?? '', below ?? ''];
  return Buffer.from(JSON.stringify(content)).toString('base64url');
}

const MAX_TOKEN = 2_048;
export const AuditToken = v.pipe(v.string(), v.maxLength(MAX_TOKEN), v.regex(/^[A-Za-z0-9_-]+$/));
const Time = v.pipe(v.string(), v.isoTimestamp());
const DayOrNone = v.union([v.literal(''), Day]);
/** DynamoDB takes no longer sort key, and would fail. */
const Below = v.pipe(v.string(), v.maxBytes(1_024));
const Content = v.strictTuple([v.string(), Time, Time, DayOrNone, Below]);

interface TokenContent {
  readonly from: string;
  readonly to: string;
  readonly position: RecordPosition;
}

function readToken(token: unknown, filters: WrittenParameters): TokenContent {
  const content = v.safeParse(Content, contentOf(token));
  if (!content.success) throw refused(NOT_OURS);
  const [digest, from, to, day, below] = content.output;
  if (digest !== digestOf(filters)) throw refused('is of a search with other filters: repeat those of its answer');
  return { from, to, position: { ...(day !== '' && { day }), ...(below !== '' && { below }) } };
}

function contentOf(token: unknown): unknown {
  if (!v.is(AuditToken, token)) return undefined;
  try {
    return parseStrictJson(Buffer.from(token, 'base64url').toString());
  } catch {
    return undefined;
  }
}

function refused(detail: string) {
  return invalidRequest([{ field: 'nextToken', detail }]);
}

/** Of the filters as they were sent, in the order of their names. A token must not be used for another search. */
function digestOf(filters: WrittenParameters): string {
  const sorted = Object.entries(filters).sort(([one], [other]) => (one < other ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex').slice(0, 32);
}
