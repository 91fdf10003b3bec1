import type { Author } from '../shared/domain/change-record.ts';
import type { DefinitionKind, Stored } from '../shared/domain/definition.ts';
import type { Change, PlanPorts } from '../shared/vending/definitions/plan-definitions.ts';
import type { VersionPorts } from '../shared/vending/definitions/ports.ts';
import type { WritePorts } from '../shared/vending/definitions/write-changes.ts';

/** How a command reads and writes definitions: through the API, or directly in the tables. */
export interface DefinitionAccess {
  readonly plan: PlanPorts;
  readonly write: WritePorts;
  /** Reads definitions for display. Callers who may see definitions but not change them can use it too. */
  readonly show: {
    readonly list: (kind: DefinitionKind) => AsyncIterable<readonly unknown[]>;
    readonly get: (kind: DefinitionKind, id: string) => Promise<unknown>;
  };
  /** The most changes that are written in one transaction. */
  readonly together: number;
  /** Whether external IDs in a file are accepted. The service refuses them, because it generates its own. */
  readonly takesExternalIds: boolean;
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
  /** Returns who writes. It is called only if something will be written. */
  readonly author: () => Promise<Author>;
}
