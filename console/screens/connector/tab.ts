import type { Written } from '../connectors/rows.ts';

/** What each tab of a connector gets. */
export interface TabProps {
  readonly id: string;
  readonly connector: Written;
  readonly version: number;
  /** Absent for who can't change it. */
  readonly etag?: string | undefined;
  readonly isAdministrator: boolean;
}
