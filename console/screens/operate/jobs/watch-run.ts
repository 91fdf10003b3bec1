import type { JobState } from './health.ts';

export interface WatchPorts {
  readonly readState: () => Promise<JobState>;
  readonly wait: (ms: number) => Promise<void>;
  readonly signal: AbortSignal;
}

export type RunEnd =
  | { readonly ended: 'delivered'; readonly state: JobState }
  | { readonly ended: 'failed'; readonly state: JobState }
  | { readonly ended: 'unknown' };

const EVERY_MS = 3_000;
/** The schedule looks once a minute. After three, something else is wrong. */
const MOST_LOOKS = 60;

/** Looks at a job's state until a try has ended since it was last seen, three minutes at most. It is the state, and no audit. */
export async function watchRun(before: JobState, { readState, wait, signal }: WatchPorts): Promise<RunEnd> {
  for (let looks = 0; looks < MOST_LOOKS && !signal.aborted; looks += 1) {
    await wait(EVERY_MS);
    if (signal.aborted) break;
    const state = await readState();
    if (state.lastError !== undefined && state.lastError.at !== before.lastError?.at) return { ended: 'failed', state };
    if (state.stored !== undefined && isNewer(state, before)) return { ended: 'delivered', state };
  }
  return { ended: 'unknown' };
}

/** A delivery that finds the same login in place confirms it: then what is stored stays, and the error goes. */
function isNewer(state: JobState, before: JobState): boolean {
  return state.stored?.at !== before.stored?.at || (before.lastError !== undefined && state.lastError === undefined);
}
