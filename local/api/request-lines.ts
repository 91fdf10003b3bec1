import type { TaggedLine } from './tagged-line.ts';

/** What the front server knows of an answered request. */
export interface Answered {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly durationMs: number;
  /** The reason for a refusal or a crash that no function logged. */
  readonly reason?: string;
}

export interface RequestLines {
  /** Takes a log line of a function. A line that belongs to no request is printed at once. */
  readonly logged: (line: TaggedLine) => void;
  readonly begin: (id: string) => void;
  readonly end: (id: string, answered: Answered) => void;
}

type Entry = Readonly<Record<string, unknown>>;
type Open = { readonly entries: Entry[]; changes: number; answered?: Answered };

/**
 * How long to wait for a function's log line, in milliseconds. A function logs before it answers, but the line may
 * arrive later.
 */
const LATE_MS = 200;
/**
 * The most log entries that are kept for a request. A function writes one, and one for each of up to twenty items of a
 * batch.
 */
const MAX_ENTRIES = 24;
/** The most faults that are printed for a request. */
const MAX_FAULTS = 5;

/** Prints each request in one line: what was requested, the answer, and the reason. */
export function createRequestLines(print: (line: string) => void): RequestLines {
  const open = new Map<string, Open>();
  const close = (id: string): void => {
    const request = open.get(id);
    open.delete(id);
    if (request?.answered) print(toLine(request.answered, request.entries, request.changes));
  };
  return {
    begin: (id) => void open.set(id, { entries: [], changes: 0 }),
    logged: ({ id, line }) => {
      const entry = parse(line);
      if (id === undefined) return print(toFault(entry));
      const request = open.get(id);
      if (request === undefined) return;
      // One request can change hundreds of definitions, and no change is a fault.
      if (entry.message === 'change') request.changes += 1;
      else if (request.entries.length < MAX_ENTRIES) request.entries.push(entry);
      if (request.answered && entry.message === 'request') close(id);
    },
    end: (id, answered) => {
      const request = open.get(id);
      if (request === undefined) return;
      request.answered = answered;
      const isWhole = answered.reason !== undefined || request.entries.some(({ message }) => message === 'request');
      if (isWhole) close(id);
      else setTimeout(close, LATE_MS, id).unref();
    },
  };
}

function parse(line: string): Entry {
  try {
    return Object(JSON.parse(line));
  } catch {
    return {};
  }
}

function toLine(
  { method, path, status, durationMs, reason }: Answered,
  entries: readonly Entry[],
  changes: number,
): string {
  const entry: Entry = entries.find(({ message }) => message === 'request') ?? {};
  const why = [entry.code === 'ok' ? undefined : entry.code, reason ?? entry.reason, entry.cause];
  const caller = [entry.issuer, entry.subject].filter(isText).join(' ');
  const faults = entries.filter(({ message }) => message !== 'request').map(toFault);
  const more = faults.length - MAX_FAULTS;
  const parts = [
    `${method} ${toPath(path)} ${status}`,
    why.filter(isText).join(': '),
    caller && `caller ${caller}`,
    isText(entry.connectorId) ? `connector ${entry.connectorId}` : '',
    changes > 0 ? `changed ${changes}` : '',
    ...faults.slice(0, MAX_FAULTS),
    more > 0 ? `and ${more} faults more` : '',
    isText(entry.requestId) ? `request ${entry.requestId}` : '',
    `${durationMs} ms`,
  ];
  return toPlain(parts.filter((part) => part !== '').join(', '));
}

/** Describes a fault in one line. `entries` are the keys of a key set that are left out. */
function toFault({ message, connectorId, code, reason, cause, entries }: Entry): string {
  const about = isText(connectorId) ? `${message} of ${connectorId}` : message;
  return toPlain([about, code, reason, cause, entries].filter(isText).join(': '));
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

const MAX_SEGMENT = 63;

/**
 * Returns the path without its query. It replaces segments that are longer than any id, because a user may have put a
 * secret there.
 */
function toPath(path: string): string {
  return path
    .replace(/\?.*/s, '')
    .split('/')
    .map((segment) => (segment.length > MAX_SEGMENT ? '…' : segment))
    .join('/')
    .slice(0, 300);
}

/** Replaces control characters, so that the caller's text cannot move the cursor or fake another line. */
function toPlain(text: string): string {
  return text.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, '\u{fffd}').slice(0, 1_000);
}
