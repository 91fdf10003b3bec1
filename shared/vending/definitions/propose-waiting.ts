import type { Approval } from '../../domain/approval.ts';
import type { Call } from '../../domain/call.ts';
import type { Caller } from '../../domain/caller.ts';
import type { Definitions } from '../../domain/definitions.ts';
import { isRefusal, PortunusError } from '../../domain/errors.ts';
import type { Issuer } from '../../domain/issuer.ts';
import { isJsonObject } from '../../domain/strict-json.ts';
import { whyApproval } from '../../policy/lint/needs-approval.ts';
import { planDeletion } from './administer.ts';
import { AwaitsApproval, awaitApproval } from './approvals.ts';
import { planChange } from './plan-change.ts';
import type { Change } from './plan-definitions.ts';
import type { AdminPorts } from './write-for-caller.ts';

/**
 * Returns the changes of a plan that wait for a second administrator, each with its reason. A grant is judged by the
 * issuers that are stored and by those that the set makes of them: whichever of them makes it wait, it waits.
 */
export async function waitingIn(
  { approvals, listIssuers }: AdminPorts,
  { issuers }: Definitions,
  pending: readonly Change[],
  call: Call,
): Promise<ReadonlyMap<Change, string>> {
  if (!approvals.isRequired || pending.length === 0) return new Map();
  const stored = await listIssuers(call);
  const after = merged(stored, issuers);
  return new Map(
    pending.flatMap((change) => {
      const reason = whyApproval(change, stored) ?? whyApproval(change, after);
      return reason === undefined ? [] : [[change, reason] as const];
    }),
  );
}

function merged(stored: readonly Issuer[], written: Definitions['issuers']): readonly Issuer[] {
  return [...new Map([...stored, ...written.map(({ value }) => value)].map((issuer) => [issuer.id, issuer])).values()];
}

/**
 * Proposes those changes that could be made by themselves now, and returns what waits. The others refer to what is not
 * there yet, and nobody could approve them.
 */
export async function proposeWaiting(
  ports: AdminPorts,
  waiting: readonly Change[],
  caller: Caller,
  call: Call,
): Promise<readonly Approval[]> {
  const proposed: Approval[] = [];
  for (const [item, change] of waiting.entries()) {
    const alone = await planAlone(ports, change, call);
    if (alone === undefined) continue;
    const approval = await proposal(awaitApproval(ports, alone, caller, call, item)).catch((error: unknown) => {
      // Whatever fails after something was proposed is met again by the next request, with nothing proposed.
      if (proposed.length === 0) throw error;
      return 'failed' as const;
    });
    if (approval === 'failed') return proposed;
    if (approval !== undefined) proposed.push(approval);
  }
  return proposed;
}

async function proposal(awaiting: Promise<void>): Promise<Approval | undefined> {
  try {
    await awaiting;
    return undefined;
  } catch (error) {
    if (error instanceof AwaitsApproval) return error.approval;
    throw error;
  }
}

async function planAlone(
  ports: AdminPorts,
  { kind, id, action, replaces, definition }: Change,
  call: Call,
): Promise<Change | undefined> {
  try {
    return action === 'delete'
      ? await planDeletion(ports, { kind, id }, replaces, call)
      : await planChange(ports, kind, isJsonObject(definition) ? definition : {}, call);
  } catch (error) {
    if (error instanceof PortunusError && isRefusal(error)) return undefined;
    throw error;
  }
}
