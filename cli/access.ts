import type { DefinitionKind, Stored } from '../shared/domain/definition.ts';
import type { Definitions } from '../shared/domain/definitions.ts';
import type { FieldError } from '../shared/domain/errors.ts';
import type { Change, PlanPorts } from '../shared/vending/definitions/plan-definitions.ts';
import type { VersionPorts } from '../shared/vending/definitions/ports.ts';
import type { ShownChange } from '../shared/vending/definitions/shown-plan.ts';

export interface SetOptions {
  /** Whether to delete every stored definition that is not in the set. */
  readonly prune: boolean;
  /** Whether pruning may delete every definition. */
  readonly allowEmpty: boolean;
}

/** What applying a set would do, or everything that speaks against it. */
export type PlannedSet =
  | {
      readonly ok: true;
      readonly changes: readonly ShownChange[];
      readonly warnings: readonly FieldError[];
      /** Writes exactly this plan. Throws a `CommandError` that says what became of it. */
      readonly write: (print: (line: string) => void) => Promise<void>;
    }
  | {
      readonly ok: false;
      readonly faults: readonly FieldError[];
      /** How many more faults there are. */
      readonly more: number;
    };

/** How a command reads and writes definitions: through the API, or directly in the tables. */
export interface DefinitionAccess {
  readonly plan: PlanPorts;
  /** Plans a set of definitions as one, without writing. */
  readonly planSet: (definitions: Definitions, options: SetOptions) => Promise<PlannedSet>;
  /** Carries out a planned deletion, if the definition is still the one that it was planned for. */
  readonly remove: (change: Change) => Promise<void>;
  /** Reads definitions for display. Callers who may see definitions but not change them can use it too. */
  readonly show: {
    readonly list: (kind: DefinitionKind) => AsyncIterable<readonly unknown[]>;
    readonly get: (kind: DefinitionKind, id: string) => Promise<unknown>;
  };
  /** Throws if the service will not let the caller change anything. */
  readonly assertWriter: () => Promise<void>;
  /** Reads kept versions, so that a restoration can be planned. */
  readonly versions: VersionPorts;
  /** Reads kept versions for display, newest first. Auditors can use it too. */
  readonly history: {
    readonly list: (kind: DefinitionKind, id: string) => AsyncIterable<readonly unknown[]>;
    readonly get: (kind: DefinitionKind, id: string, version: number) => Promise<unknown>;
  };
  /** Carries out a planned restoration, if the definition is still the one that it was planned for. */
  readonly restore: (change: Change) => Promise<Stored<unknown>>;
  /**
   * Returns the definitions that refer to this one. It returns none if the service makes that check itself and reports
   * them.
   */
  readonly readUsers: (kind: DefinitionKind, id: string) => Promise<readonly string[]>;
}
