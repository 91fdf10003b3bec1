import type { RecordedCaller } from './audit-record.ts';
import type { DefinitionKind } from './definition.ts';
import type { ErrorCode } from './errors.ts';

/** The author of a change: a verified caller, or an operator with AWS credentials for the tables. */
export type Author = RecordedCaller;

/** The author as text, stored with the definition. Refresh jobs get it as their claim `definedBy`. */
export function authorText({ issuer, subject }: Author): string {
  return `${issuer}:${subject}`;
}

export type ChangeAction = 'create' | 'change' | 'delete' | 'restore';

/**
 * The audit record of one write to a definition. It is written before the change, so that no change goes unrecorded.
 */
export interface ChangeRecord {
  readonly requestId: string;
  readonly time: Date;
  readonly author: Author;
  readonly sourceIp?: string;
  readonly userAgent?: string;
  readonly action: ChangeAction;
  readonly kind: DefinitionKind;
  readonly id: string;
  /** The version that the write makes. */
  readonly version: number;
  /** The version that the write replaces. Absent for a new definition. */
  readonly replaces?: number;
  /** The version that the write restores. */
  readonly restores?: number;
  /** The names of the first changed fields. Their values are in the definition. */
  readonly fields: readonly string[];
  /** `begun` is recorded before the write. A second record says `failed` if the write did not succeed. */
  readonly outcome: 'begun' | 'failed';
  readonly code?: ErrorCode;
}
