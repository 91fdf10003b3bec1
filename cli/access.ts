import type { Author } from '../shared/domain/change-record.ts';
import type { PlanPorts } from '../shared/vending/plan-definitions.ts';
import type { WritePorts } from '../shared/vending/write-changes.ts';

/** How a command reaches the definitions: through the API, or the tables themselves. */
export interface DefinitionAccess {
  readonly plan: PlanPorts;
  readonly write: WritePorts;
  /** Who writes. Asked only where something is to be written. */
  readonly author: () => Promise<Author>;
}
