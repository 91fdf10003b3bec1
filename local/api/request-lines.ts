import type { TaggedLine } from './tagged-line.ts';

/** What the front knows of a request when it is answered. */
export interface Answered {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly durationMs: number;
  /** Of a refusal or a crash that no function logged. */
  readonly reason?: string;
}

export interface RequestLines {
  /** A log line of a function. One that is of no request is shown by itself. */
  readonly logged: (line: TaggedLine) => void;
  readonly begin: (id: string) => void;
  readonly end: (id: string, answered: Answered) => void;
}

type Entry = Readonly<Record<string, unknown>>;
type Open = { readonly entries: Entry[]; answered?: Answered };

/** A function logs before it answers, but the two come by different ways. */
const LATE_MS = 200;
/** Of one request; a function writes one, and one for each of twenty items of a batch at most. */
const MAX_ENTRIES = 24;
/** Faults that a line has room for. */
const MAX_FAULTS = 5;

/** Each request in one line: what it was, how it was answered, and why. */
export function createRequestLines(print: (line: string) => void): RequestLines {
  const open = new Map<string, Open>();
  const close = (id: string): void => {
    const request = open.get(id);
    open.delete(id);
    if (request?.answered) print(toLine(request.answered, request.entries));
  };
  return {
    begin: (id) => void open.set(id, { entries: [] }),
    logged: ({ id, line }) => {
      const entry = parse(line);
      if (id === undefined) return print(toFault(entry));
      const request = open.get(id);
      if (request === undefined) return;
      if (request.entries.length < MAX_ENTRIES) request.entries.push(entry);
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

function toLine({ method, path, status, durationMs, reason }: Answered, entries: readonly Entry[]): string {
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
    ...faults.slice(0, MAX_FAULTS),
    more > 0 ? `and ${more} faults more` : '',
    isText(entry.requestId) ? `request ${entry.requestId}` : '',
    `${durationMs} ms`,
  ];
  return toPlain(parts.filter((part) => part !== '').join(', '));
}

/** `entries` are those of a key set that are left out. */
function toFault({ message, connectorId, code, reason, cause, entries }: Entry): string {
  const about = isText(connectorId) ? `${message} of ${connectorId}` : message;
  return toPlain([about, code, reason, cause, entries].filter(isText).join(': '));
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

const MAX_SEGMENT = 63;

/** Without the query, and without what is longer than any id: somebody may have put a secret there. */
function toPath(path: string): string {
  return path
    .replace(/\?.*/s, '')
    .split('/')
    .map((segment) => (segment.length > MAX_SEGMENT ? '…' : segment))
    .join('/')
    .slice(0, 300);
}

/** What a caller chose must not move the cursor or look like another line. */
function toPlain(text: string): string {
  return text.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, '\u{fffd}').slice(0, 1_000);
}
