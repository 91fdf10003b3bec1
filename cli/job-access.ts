import type { JobState, RefreshEntry } from '../shared/domain/refresh-state.ts';

/** A job as `jobs list` shows it. Unreadable parts of its definition are left out. */
export interface JobLine {
  readonly id: string;
  readonly enabled: boolean;
  readonly connector?: string;
  readonly destination?: string;
  readonly state: JobState;
}

/** How a command reads and runs refresh jobs: through the API, or directly in the tables. */
export interface JobAccess {
  /** Yields every job, page by page, sorted by id. */
  readonly list: () => AsyncIterable<readonly JobLine[]>;
  /** Makes a job due now. The schedule dispatches it in its next run. */
  readonly run: (job: string) => Promise<void>;
  /** Yields a job's tries, page by page, newest first. */
  readonly history: (job: string, limit: number) => AsyncIterable<readonly RefreshEntry[]>;
}
