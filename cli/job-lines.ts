import type { JobState, RefreshEntry } from '../shared/domain/refresh-state.ts';
import { isJsonObject } from '../shared/domain/strict-json.ts';
import type { JobLine } from './job-access.ts';
import { printable, tableOf } from './output.ts';

/** Takes from a job's definition what a list shows of it. Another release may have written it, so nothing is required. */
export function jobLine(written: unknown, state: JobState): JobLine {
  const { enabled, connector, destination }: Readonly<Record<string, unknown>> = isJsonObject(written) ? written : {};
  const arn = isJsonObject(destination) ? destination.arn : undefined;
  return {
    id: state.job,
    enabled: enabled !== false,
    ...(typeof connector === 'string' && { connector }),
    ...(typeof arn === 'string' && { destination: arn }),
    state,
  };
}

const DASH = '-';
function timeText(time: string | undefined): string {
  return time?.replace(/\.\d+Z$/, 'Z') ?? DASH;
}

/** Formats the remaining life, such as `7 h 12 min`. */
function lifeText(endsAt: string | undefined, now: Date): string {
  if (endsAt === undefined) return DASH;
  const minutes = Math.floor((Date.parse(endsAt) - now.getTime()) / 60_000);
  if (minutes < 0) return 'ended';
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

function nextText({ enabled, state }: JobLine): string {
  if (!enabled) return 'disabled';
  return state.dueAt === undefined ? 'not scheduled' : timeText(state.dueAt);
}

export function jobTable(lines: readonly JobLine[], now: Date): string {
  return tableOf(
    ['JOB', 'CONNECTOR', 'LAST SUCCESS', 'LIFE LEFT', 'NEXT DUE', 'LAST ERROR'],
    lines.map((line) => [
      line.id,
      line.connector ?? DASH,
      timeText(line.state.stored?.at),
      lifeText(line.state.stored?.endsAt, now),
      nextText(line),
      errorText(line.state),
    ]),
  );
}

function errorText({ unreadable, lastError }: JobState): string {
  if (unreadable) return 'the state is not readable';
  return lastError === undefined ? DASH : `${timeText(lastError.at)} ${faultText(lastError)}`;
}

function faultText({ code, reason }: NonNullable<RefreshEntry['error']>): string {
  return printable(reason === undefined ? code : `${code}: ${reason}`);
}

export function historyTable(entries: readonly RefreshEntry[]): string {
  return tableOf(
    ['TIME', 'OUTCOME', 'GOOD UNTIL', 'NEXT DUE', 'REQUEST', 'ERROR'],
    entries.map(({ at, outcome, endsAt, nextDue, requestId, error }) => [
      timeText(at),
      printable(outcome),
      timeText(endsAt),
      timeText(nextDue),
      printable(requestId),
      error === undefined ? DASH : faultText(error),
    ]),
  );
}
