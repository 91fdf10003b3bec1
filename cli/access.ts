import type { Author } from '../shared/domain/change-record.ts';
import type { DefinitionKind, Stored } from '../shared/domain/definition.ts';
import type { PlanPorts } from '../shared/vending/definitions/plan-definitions.ts';
import type { WritePorts } from '../shared/vending/definitions/write-changes.ts';

/** How a command reaches the definitions: through the API, or the tables themselves. */
export interface DefinitionAccess {
  readonly plan: PlanPorts;
  readonly write: WritePorts;
  /** To be looked at: also for those who may see definitions, and not change any. */
  readonly show: {
    readonly list: (kind: DefinitionKind) => AsyncIterable<readonly unknown[]>;
    readonly get: (kind: DefinitionKind, id: string) => Promise<unknown>;
  };
  /** How many changes are written together or not at all. */
  readonly together: number;
  /** Whether an external ID that a file has is taken; the service makes its own. */
  readonly takesExternalIds: boolean;
  /** Throws where the service lets nobody like the caller change anything. */
  readonly assertWriter: () => Promise<void>;
  /** Brings a deleted definition back, or an earlier version of one that is there. */
  readonly restore: (kind: DefinitionKind, id: string, version: number | undefined) => Promise<Stored<unknown>>;
  /** Who would lose what they stand on; none where the service looks itself, and says so. */
  readonly readUsers: (kind: DefinitionKind, id: string) => Promise<readonly string[]>;
  /** Who writes. Asked only where something is to be written. */
  readonly author: () => Promise<Author>;
}
