import type { RefreshState } from '../shared/domain/refresh-state.ts';
import { tableOf } from './output.ts';

/** A job as `jobs list` shows it. Unreadable parts of its definition are left out. */
export interface JobLine {
  readonly id: string;
  readonly enabled: boolean;
  readonly connector?: string;
  readonly destination?: string;
  readonly state?: RefreshState | undefined;
}

const DASH = '-';
function timeText(date: Date | undefined): string {
  return date?.toISOString().replace(/\.\d+Z$/, 'Z') ?? DASH;
}

/** Formats the remaining life, such as `7 h 12 min`. */
function lifeText(endsAt: Date | undefined, now: Date): string {
  if (endsAt === undefined) return DASH;
  const minutes = Math.floor((endsAt.getTime() - now.getTime()) / 60_000);
  if (minutes < 0) return 'ended';
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

function nextText({ enabled, state }: JobLine): string {
  if (!enabled) return 'disabled';
  return state?.dueAt === undefined ? 'not scheduled' : timeText(state.dueAt);
}

export function jobTable(lines: readonly JobLine[], now: Date): string {
  return tableOf(
    ['JOB', 'CONNECTOR', 'LAST SUCCESS', 'LIFE LEFT', 'NEXT DUE', 'LAST ERROR'],
    lines.map((line) => [
      line.id,
      line.connector ?? DASH,
      timeText(line.state?.stored?.at),
      lifeText(line.state?.stored?.endsAt, now),
      nextText(line),
      errorText(line.state),
    ]),
  );
}

function errorText(state: RefreshState | undefined): string {
  if (state?.lastError === undefined) return DASH;
  const { at, code, reason } = state.lastError;
  return `${timeText(at)} ${code}${reason === undefined ? '' : `: ${reason}`}`;
}

/** Formats the history. Its entries come from the table without being parsed, and only their text is used. */
export function historyTable(results: readonly Readonly<Record<string, unknown>>[]): string {
  return tableOf(
    ['TIME', 'OUTCOME', 'GOOD UNTIL', 'NEXT DUE', 'REQUEST', 'ERROR'],
    results.map(({ at, outcome, endsAt, nextDue, requestId, error }) => [
      textOf(at),
      textOf(outcome),
      textOf(endsAt),
      textOf(nextDue),
      textOf(requestId),
      faultOf(error),
    ]),
  );
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.replace(/\.\d+Z$/, 'Z') : DASH;
}

function faultOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return DASH;
  const { code, reason } = error as { code?: unknown; reason?: unknown };
  return typeof reason === 'string' ? `${textOf(code)}: ${reason}` : textOf(code);
}
