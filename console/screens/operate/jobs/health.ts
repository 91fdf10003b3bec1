import type { components } from '../../../../clients/typescript/src/index.ts';
import { isSameScope } from '../../../../shared/domain/stop.ts';

export type JobState = components['schemas']['JobState'];
type Stop = components['schemas']['StopsInForce']['items'][number];

/** How a job is, most urgent first. This is the order of the list. */
const HEALTHS = [
  'ended',
  'unreadable',
  'never-stored',
  'ending',
  'failing',
  'unscheduled',
  'late',
  'stopped',
  'unknown',
  'first',
  'well',
  'disabled',
] as const;

export type Health = (typeof HEALTHS)[number];

const NEEDS_NOBODY: readonly Health[] = ['unknown', 'first', 'well', 'disabled'];

/** With less, somebody has to look. The alarm `refresh-life` has the same. */
export const SHORT_LIFE_SECONDS = 600;
/** The schedule looks once a minute, and a delivery takes its time. */
const LATE_MS = 5 * 60_000;

export interface Job {
  readonly id: string;
  readonly name?: string;
  readonly enabled: boolean;
  readonly connector?: string;
  readonly destination?: string;
  readonly format?: string;
  readonly state: JobState;
}

/** Whether somebody should look at it. */
export function isUnwell(health: Health): boolean {
  return !NEEDS_NOBODY.includes(health);
}

/** Without knowing whether it is stopped, nothing is said but what its readers feel or will soon. */
export function healthOf({ enabled, state }: Job, stopped: boolean | undefined, now: number): Health {
  if (!enabled) return 'disabled';
  if (state.unreadable) return 'unreadable';
  const urgent = urgencyOf(state, now);
  if (urgent !== undefined) return urgent;
  if (stopped === undefined) return 'unknown';
  if (stopped) return 'stopped';
  const { stored, dueAt } = state;
  if (dueAt !== undefined && now - Date.parse(dueAt) > LATE_MS) return 'late';
  if (stored === undefined) return 'first';
  return dueAt === undefined ? 'unscheduled' : 'well';
}

/** What a reader of the stored login feels, or will soon. */
function urgencyOf({ stored, failures = 0 }: JobState, now: number): Health | undefined {
  if (stored === undefined) return failures > 0 ? 'never-stored' : undefined;
  const life = Date.parse(stored.endsAt) - now;
  if (life <= 0) return 'ended';
  if (life < SHORT_LIFE_SECONDS * 1_000) return 'ending';
  return failures > 0 ? 'failing' : undefined;
}

/** Whether a stop keeps the job from getting a login. `undefined` while the stops are not known. */
export function isStopped(
  { id, connector }: Pick<Job, 'id' | 'connector'>,
  stops: readonly Stop[] | undefined,
): boolean | undefined {
  return stops?.some(
    ({ scope }) =>
      scope === 'all' ||
      isSameScope(scope, { job: id }) ||
      isSameScope(scope, { issuer: 'refresh-job' }) ||
      isSameScope(scope, { caller: { issuer: 'refresh-job', subject: id } }) ||
      (connector !== undefined && isSameScope(scope, { connector })),
  );
}

export interface Life {
  readonly leftSeconds: number;
  readonly totalSeconds: number;
}

/** How long the stored login is still good, and how long it was good for. */
export function lifeOf({ stored }: JobState, now: number): Life | undefined {
  if (stored === undefined) return undefined;
  const end = Date.parse(stored.endsAt);
  return {
    leftSeconds: Math.max(0, Math.floor((end - now) / 1_000)),
    totalSeconds: Math.max(1, Math.floor((end - Date.parse(stored.at)) / 1_000)),
  };
}

export interface Examined extends Job {
  readonly health: Health;
}

/** Every job with how it is: unwell ones first, and of those alike, the one with the least life left. */
export function examine(jobs: readonly Job[], stops: readonly Stop[] | undefined, now: number): readonly Examined[] {
  const left = ({ state }: Job) => lifeOf(state, now)?.leftSeconds ?? Number.POSITIVE_INFINITY;
  const rank = ({ health }: Examined) => HEALTHS.indexOf(health);
  return jobs
    .map((job) => ({ ...job, health: healthOf(job, isStopped(job, stops), now) }))
    .sort((one, other) => rank(one) - rank(other) || compare(left(one), left(other)) || (one.id < other.id ? -1 : 1));
}

function compare(one: number, other: number): number {
  return one === other ? 0 : one < other ? -1 : 1;
}
