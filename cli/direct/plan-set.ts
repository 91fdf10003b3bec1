import type { Author } from '../../shared/domain/change-record.ts';
import { applyChanges, CutShort } from '../../shared/vending/definitions/apply-changes.ts';
import { type Change, type PlanPorts, planDefinitions } from '../../shared/vending/definitions/plan-definitions.ts';
import { isPending, shownChanges } from '../../shared/vending/definitions/shown-plan.ts';
import type { WritePorts } from '../../shared/vending/definitions/write-changes.ts';
import type { DefinitionAccess } from '../access.ts';
import { createdLines, isProgressStep } from '../change-lines.ts';
import { commandCall } from '../command.ts';
import { cutShort } from './apply-failure.ts';

/** Plans and writes a set with the same rules and records as the API. External IDs in it are kept. */
export function createPlanSet(
  ports: PlanPorts,
  writePorts: WritePorts,
  author: () => Promise<Author>,
): DefinitionAccess['planSet'] {
  return async (definitions, { prune }) => {
    const plan = await planDefinitions(definitions, ports, commandCall(), { prune });
    if (!plan.ok) return { ok: false, faults: plan.faults, more: 0 };
    const { changes, warnings } = plan;
    const write = async (print: (line: string) => void) => applyAll(changes, writePorts, author, print);
    return { ok: true, changes: shownChanges(changes), warnings, write };
  };
}

/** Writes the changes. If that fails, the error says what was written, what was not, and how to continue. */
async function applyAll(
  changes: readonly Change[],
  ports: WritePorts,
  author: () => Promise<Author>,
  print: (line: string) => void,
): Promise<void> {
  const pending = changes.filter(isPending);
  const onWritten = (done: number, group: readonly Change[]) => {
    for (const line of shownChanges(group).flatMap(createdLines)) print(line);
    if (isProgressStep(done - group.length, done, pending.length)) print(`… ${done} of ${pending.length}`);
  };
  // Who writes is asked of AWS only if something is written.
  const by = pending.length > 0 ? await author() : { issuer: '', subject: '' };
  await applyChanges(changes, { ports, author: by, nextCall: commandCall, onWritten }).catch((error: unknown) => {
    throw error instanceof CutShort ? cutShort(error, pending) : error;
  });
}
