import type { Author } from '../shared/domain/change-record.ts';
import type { DefinitionKind } from '../shared/domain/definition.ts';
import type { PlanPorts } from '../shared/vending/plan-definitions.ts';
import type { WritePorts } from '../shared/vending/write-changes.ts';

/** How a command reaches the definitions: through the API, or the tables themselves. */
export interface DefinitionAccess {
  readonly plan: PlanPorts;
  readonly write: WritePorts;
  /** To be looked at: also for those who may see definitions, and not change any. */
  readonly show: {
    readonly list: (kind: DefinitionKind) => AsyncIterable<readonly unknown[]>;
    readonly get: (kind: DefinitionKind, id: string) => Promise<unknown>;
  };
  /** Who would lose what they stand on; none where the service looks itself, and says so. */
  readonly readUsers: (kind: DefinitionKind, id: string) => Promise<readonly string[]>;
  /** Who writes. Asked only where something is to be written. */
  readonly author: () => Promise<Author>;
}
