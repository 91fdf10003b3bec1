import type { DefinitionKind } from './definition.ts';
import type { ErrorCode } from './errors.ts';

/** Who changes a definition: a verified caller, or an operator with AWS credentials of the tables. */
export interface Author {
  /** The issuer's id, or `direct`. */
  readonly issuer: string;
  readonly subject: string;
}

/** How an author is written beside what was defined, and given to refresh jobs as their claim `definedBy`. */
export function authorText({ issuer, subject }: Author): string {
  return `${issuer}:${subject}`;
}

export type ChangeAction = 'create' | 'change' | 'delete' | 'restore';

/** One write of a definition: who, and what. Written before the change, so that nothing changes without one. */
export interface ChangeRecord {
  readonly requestId: string;
  readonly time: Date;
  readonly author: Author;
  readonly sourceIp?: string;
  readonly action: ChangeAction;
  readonly kind: DefinitionKind;
  readonly id: string;
  /** The version that is replaced; absent for a new definition. */
  readonly replaces?: number;
  /** The version that is brought back. */
  readonly restores?: number;
  /** The first names of what changed. Values are in the definition itself. */
  readonly fields: readonly string[];
  /** `begun` before the write; a second record says `failed` where it did not come about. */
  readonly outcome: 'begun' | 'failed';
  readonly code?: ErrorCode;
}
