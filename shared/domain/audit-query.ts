import * as v from 'valibot';
import { RECORDED_OUTCOMES, type StoredRecord } from './audit-record.ts';
import { DAY_MS, isDay } from './day.ts';
import { DefinitionId } from './definition.ts';
import type { FieldError } from './errors.ts';
import { DEFAULT_LIMIT, PageLimit } from './page-limit.ts';
import { type Parsed, parseWith } from './parse.ts';

/**
 * The longest time that is looked through where no index helps. Each further day costs reads, whether or not it has a
 * matching record.
 */
const MAX_DAYS_WITHOUT_INDEX = 31;

const TIME = /^(\d{4}-\d\d-\d\d)(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d))?$/;
const TIME_FORM = 'must be a time in ISO 8601 with its zone, such as 2026-11-21T09:30:00Z, or a day';

/** A day is its first moment in UTC. */
function isTime(text: string): boolean {
  const [, day = ''] = TIME.exec(text) ?? [];
  if (!isDay(day)) return false;
  const time = new Date(text);
  // After the year 9999 the text of a time has another form, and no longer sorts.
  return !Number.isNaN(time.getTime()) && time.toISOString().length === 24;
}

/** A moment, or a day, which is its first moment in UTC. */
export const TimeOrDay = v.pipe(
  v.string(),
  v.check(isTime, TIME_FORM),
  v.transform((text) => new Date(text)),
);

/** The parameters of a search for audit records, as they are written in a query or on a command line. */
export const AuditParameters = v.strictObject({
  connector: v.exactOptional(DefinitionId),
  /** The subject of the caller. Subjects of two issuers can be the same, so it needs the issuer. */
  caller: v.exactOptional(v.pipe(v.string(), v.nonEmpty('must not be empty'), v.maxLength(2_048, 'is too long'))),
  issuer: v.exactOptional(DefinitionId),
  outcome: v.exactOptional(v.picklist(RECORDED_OUTCOMES)),
  fingerprint: v.exactOptional(
    v.pipe(
      v.string(),
      v.regex(/^[0-9A-Fa-f]{64}$/, 'must be a SHA-256, as 64 hexadecimal digits'),
      v.transform((text) => text.toLowerCase()),
    ),
  ),
  requestId: v.exactOptional(
    v.pipe(v.string(), v.regex(/^[\w-]{1,128}$/, 'must be a request id, such as every answer has')),
  ),
  from: v.exactOptional(TimeOrDay),
  to: v.exactOptional(TimeOrDay),
  limit: v.optional(PageLimit, String(DEFAULT_LIMIT)),
});

export interface AuditQuery extends Omit<v.InferOutput<typeof AuditParameters>, 'from' | 'to'> {
  /** The first moment that is looked through. */
  readonly from: Date;
  /** The moment before which the search ends. */
  readonly to: Date;
  /** Where the page before ended. */
  readonly position?: RecordPosition;
}

/** Reads the parameters of a search. Without times it is about the last 24 hours. */
export function readAuditQuery(written: unknown, now: Date): Parsed<AuditQuery> {
  const parsed = parseWith(AuditParameters, written, 'query');
  if (!parsed.ok) return parsed;
  const { to = now, from = new Date(to.getTime() - DAY_MS), ...rest } = parsed.value;
  const query = { ...rest, from, to };
  const errors = faultsOf(query);
  return errors.length === 0 ? { ok: true, value: query } : { ok: false, errors };
}

function faultsOf({ from, to, ...filters }: AuditQuery): readonly FieldError[] {
  const days = (to.getTime() - from.getTime()) / DAY_MS;
  const detail = `must be at most ${MAX_DAYS_WITHOUT_INDEX} days before to, unless connector, caller, fingerprint or requestId is given`;
  return [
    ...fault(filters.caller !== undefined && filters.issuer === undefined, 'issuer', 'is required beside caller'),
    ...fault(days < 0, 'from', 'must not be after to'),
    ...fault(days > MAX_DAYS_WITHOUT_INDEX && !hasIndex(filters), 'from', detail),
  ];
}

function fault(isFault: boolean, field: string, detail: string): readonly FieldError[] {
  return isFault ? [{ field, detail }] : [];
}

type Filters = Omit<AuditQuery, 'from' | 'to' | 'limit' | 'position'>;

function hasIndex({ connector, caller, fingerprint, requestId }: Filters): boolean {
  return [connector, caller, fingerprint, requestId].some((filter) => filter !== undefined);
}

/** Whether a record meets all filters. An index finds the records of one of them only. */
export function meetsFilters(record: StoredRecord, filters: Filters): boolean {
  const { connector, caller, issuer, outcome, fingerprint, requestId } = filters;
  const tokens = record.issued?.tokenSha256;
  return (
    (connector === undefined || connectorOf(record) === connector) &&
    (caller === undefined || record.caller.subject === caller) &&
    (issuer === undefined || record.caller.issuer === issuer) &&
    (outcome === undefined || record.outcome === outcome) &&
    (fingerprint === undefined || (Array.isArray(tokens) && tokens.includes(fingerprint))) &&
    (requestId === undefined || record.requestId === requestId)
  );
}

/** The connector that a record is about: a login from it, or a change of its definition. */
function connectorOf({ connectorId, asked, kind, id }: StoredRecord): unknown {
  // Earlier releases wrote the connector of a login only beside what else was asked for.
  return connectorId ?? asked?.connectorId ?? (kind === 'connector' ? id : undefined);
}

/** What a search was about, as one line: the record of it holds this text. */
export function filtersText({ from, to, ...query }: AuditQuery): string {
  const { limit: _limit, position: _position, ...filters } = query;
  const all = { ...filters, from: from.toISOString(), to: to.toISOString() };
  return new URLSearchParams(Object.entries(all).filter(([, value]) => value !== undefined)).toString();
}

/** A record whose item can not be read. It is shown by its key, because nobody could look for what is left out. */
export interface UnreadableRecord {
  readonly time?: string;
  readonly unreadable: { readonly pk: string; readonly sk: string; readonly detail: string };
}

/** Where a page begins. */
export interface RecordPosition {
  /** The newest day to look through. Absent where an index has no days. */
  readonly day?: string;
  /** Only records with a lower sort key are left. */
  readonly below?: string;
}

/** One page of records, newest first. It may have fewer than were asked for, and even none, although more follow. */
export interface RecordPage {
  readonly items: readonly (StoredRecord | UnreadableRecord)[];
  /** Where the next page begins. Absent on the last page. */
  readonly next?: RecordPosition;
}
