import type { Stop, StopScope } from '../shared/domain/stop.ts';

/** Where stops are changed: a region's API, or its tables. */
export interface StopPlace {
  readonly name: string;
  readonly list: () => Promise<readonly Stop[]>;
  /** Returns what is stopped afterwards. */
  readonly change: (
    action: 'stop' | 'resume',
    request: { readonly scope: StopScope; readonly reason: string },
  ) => Promise<readonly Stop[]>;
}
