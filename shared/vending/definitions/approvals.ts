import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Approval } from '../../domain/approval.ts';
import { recordedCaller } from '../../domain/audit-record.ts';
import type { Call } from '../../domain/call.ts';
import { type Caller, issuerOf } from '../../domain/caller.ts';
import { canonicalJson } from '../../domain/canonical-json.ts';
import { PortunusError } from '../../domain/errors.ts';
import { isJsonObject } from '../../domain/strict-json.ts';
import { whyApproval } from '../../policy/lint/needs-approval.ts';
import { hasLapsed, recordLapse } from './lapsed-approvals.ts';
import type { Change, PlanPorts } from './plan-definitions.ts';
import { type ApprovalPorts, type ReadLatest, type RecordAct, VersionConflict } from './ports.ts';
import { recordAndDo } from './record-act.ts';
import { changedFields } from './write-changes.ts';

/** Not an error: the change was stored, and waits for another administrator. */
export class AwaitsApproval extends Error {
  override readonly name = 'AwaitsApproval';
  readonly approval: Approval;

  constructor(approval: Approval) {
    super(`waits for an approval: ${approval.id}`);
    this.approval = approval;
  }
}

export const MOST_PENDING = 100;
const KEPT_MS = 7 * 86_400_000;

export interface ProposePorts extends Pick<PlanPorts, 'listIssuers'> {
  readonly approvals: ApprovalPorts;
  readonly recordAct: RecordAct;
}

/**
 * Throws {@link AwaitsApproval} if the change has to wait, after it was stored. `item` tells the proposals of one request
 * apart in the audit.
 */
export async function awaitApproval(
  ports: ProposePorts,
  change: Change,
  caller: Caller,
  call: Call,
  item?: number,
): Promise<void> {
  const { approvals } = ports;
  if (!approvals.isRequired) return;
  const reason = whyApproval(change, change.kind === 'connector' ? await ports.listIssuers(call) : []);
  if (reason === undefined) return;
  if ((await approvals.count(MOST_PENDING, call)) >= MOST_PENDING) {
    const detail = `are ${MOST_PENDING} already: decide on some of them first`;
    throw new PortunusError('conflict', 'request', { errors: [{ field: 'approvals', detail }] });
  }
  const approval = toApproval(change, reason, caller, call);
  const before = await approvals.read(approval.id, call);
  // The new proposal takes the place of the same one.
  if (before !== undefined && hasLapsed(before, call)) await recordLapse(ports, before, call, item);
  const { kind, id } = change;
  const act = {
    ...{ action: 'change-proposed' as const, kind, id },
    reason: `approval ${approval.id}, until ${approval.expiresAt}: ${reason}`,
    ...(item !== undefined && { item }),
  };
  const work = () => approvals.propose(approval, call);
  throw new AwaitsApproval(await recordAndDo(ports, act, recordedCaller(caller), call, work));
}

function toApproval(change: Change, reason: string, caller: Caller, call: Call): Approval {
  const { kind, id, replaces, restores, definition, before } = change;
  const now = call.now();
  const asked = {
    target: { kind, id },
    action: actionOf(change),
    ...(replaces !== undefined && { replaces }),
    ...(restores !== undefined && { restores }),
    ...(definition !== undefined && { definition }),
    proposedBy: recordedCaller(caller),
  };
  return {
    ...asked,
    id: digestOf(asked),
    fields: changedFields(before, definition),
    reason,
    proposedAt: now.toISOString(),
    expiresAt: new Date(now.getTime() + KEPT_MS).toISOString(),
    status: 'pending',
  };
}

function actionOf({ action, restores }: Change): Approval['action'] {
  if (restores !== undefined) return 'restore';
  return action === 'unchanged' ? 'change' : action;
}

type Asked = Pick<Approval, 'target' | 'action' | 'replaces' | 'restores' | 'definition' | 'proposedBy'>;

/** The id of a proposal: a digest of the change, and of who asked for it. */
function digestOf({ target, action, replaces, restores, definition, proposedBy: { issuer, subject } }: Asked): string {
  const asked = { target, action, replaces, restores, definition: withoutMade(definition), by: [issuer, subject] };
  return createHash('sha256').update(canonicalJson(asked)).digest('hex').slice(0, 32);
}

/** A new connector gets another external ID each time that it is proposed. It is the same proposal. */
function withoutMade(definition: unknown): unknown {
  if (!isJsonObject(definition)) return definition;
  const { externalId: _made, ...rest } = definition;
  return rest;
}

export type Decision = 'approve' | 'reject';

export interface DecidePorts {
  readonly approvals: ApprovalPorts;
  readonly recordAct: RecordAct;
  readonly readLatest: ReadLatest;
}

/** Plans the proposed change again with all checks of a write, and writes a change, as whoever proposed it. */
export interface Applying {
  readonly plan: (approval: Approval, call: Call) => Promise<Change>;
  readonly write: (change: Change, approval: Approval, call: Call) => Promise<void>;
}

/**
 * Decides on a change that waits. Deciding the same again answers the same. The change is made exactly as it was
 * proposed, over the version that it was proposed for, and otherwise never.
 */
export async function decideOnApproval(
  ports: DecidePorts,
  applying: Applying,
  { id, decision }: { readonly id: string; readonly decision: Decision },
  caller: Caller,
  call: Call,
): Promise<Approval> {
  const approval = await readLive(ports, id, call);
  if (approval.status === (decision === 'approve' ? 'approved' : 'rejected')) return approval;
  if (approval.status !== 'pending' && approval.status !== 'approving') throw decided(approval);
  if (decision === 'reject') return reject(ports, approval, caller, call);
  assertSecondPerson(approval, caller);
  if (await isApplied(ports, approval, call)) return finish(ports, approval, caller, call);
  const change = await planAgain(ports, applying, approval, call);
  return approve(ports, approval, caller, call, () => applying.write(change, approval, call));
}

async function readLive(ports: DecidePorts, id: string, call: Call): Promise<Approval> {
  const approval = await ports.approvals.read(id, call);
  if (approval === undefined) throw new PortunusError('not_found', 'request');
  if (hasLapsed(approval, call)) {
    await recordLapse(ports, approval, call);
    throw new PortunusError('not_found', 'request');
  }
  if (digestOf(approval) === approval.id) return approval;
  const detail = 'is not what was proposed: it was changed in the table';
  throw new PortunusError('conflict', 'request', { errors: [{ field: 'id', detail }] });
}

function decided({ status }: Approval): PortunusError {
  const detail = status === 'void' ? 'is void: the definition was changed since' : `is ${status} already`;
  return new PortunusError('conflict', 'request', { errors: [{ field: 'id', detail }] });
}

/**
 * A role is no person: several people may have sessions of it, and one of them may have proposed the change. That two
 * identities are of one human, nobody can see here.
 */
function assertSecondPerson({ proposedBy }: Approval, caller: Caller): void {
  const isSame = issuerOf(caller) === proposedBy.issuer && caller.subject === proposedBy.subject;
  const detail = isSame
    ? 'must be another person than who proposed it'
    : caller.kind !== 'user' && 'must be a person: the session of a role may be anybody';
  if (detail === false) return;
  throw new PortunusError('conflict', 'request', { errors: [{ field: 'caller', detail }] });
}

async function planAgain({ approvals }: DecidePorts, { plan }: Applying, approval: Approval, call: Call) {
  const change = await plan(approval, call).catch((error: unknown) => {
    if (error instanceof PortunusError && error.code === 'precondition_failed') return undefined;
    throw error;
  });
  if (change !== undefined && isAsProposed(change, approval)) return change;
  const voided = { ...approval, status: 'void' as const, decidedAt: call.now().toISOString() };
  await approvals.mark(voided, ['pending', 'approving'], call);
  throw decided(voided);
}

function isAsProposed(change: Change, { action, replaces, restores, definition }: Approval): boolean {
  return (
    change.action !== 'unchanged' &&
    actionOf(change) === action &&
    change.replaces === replaces &&
    isDeepStrictEqual(change.restores, restores) &&
    isDeepStrictEqual(change.definition, definition)
  );
}

/** Whether an approval that was interrupted has made its change. */
async function isApplied(ports: DecidePorts, approval: Approval, call: Call): Promise<boolean> {
  const { status, target, replaces = 0, definition } = approval;
  if (status !== 'approving') return false;
  const latest = await ports.readLatest(target.kind, target.id, call);
  if (latest?.version !== replaces + 1) return false;
  return definition === undefined ? latest.stored === undefined : isDeepStrictEqual(latest.stored?.value, definition);
}

async function approve(ports: DecidePorts, approval: Approval, caller: Caller, call: Call, write: () => Promise<void>) {
  const { kind, id } = approval.target;
  const { issuer, subject } = approval.proposedBy;
  const reason = `approval ${approval.id}, proposed by ${issuer}:${subject}`;
  const act = { action: 'change-approved' as const, kind, id, reason };
  return recordAndDo(ports, act, recordedCaller(caller), call, async () => {
    const claimed = { ...approval, status: 'approving' as const, ...by(caller, call) };
    // Somebody who rejected it in between was first.
    const isOurs = await ports.approvals.mark(claimed, ['pending', 'approving'], call);
    if (!isOurs) return approvedOrThrow(await readLive(ports, approval.id, call));
    try {
      await write();
    } catch (error) {
      if (!(error instanceof VersionConflict)) throw error;
      // Another approver, or another change, was faster.
      const now = await readLive(ports, approval.id, call);
      return (await isApplied(ports, now, call)) ? finish(ports, now, caller, call) : approvedOrThrow(now);
    }
    return finish(ports, claimed, caller, call);
  });
}

function approvedOrThrow(approval: Approval): Approval {
  if (approval.status === 'approved') return approval;
  if (approval.status === 'approving') throw new PortunusError('precondition_failed', 'request');
  throw decided(approval);
}

/** The change is made, so this says so whatever else happens to the approval. */
async function finish({ approvals }: DecidePorts, approval: Approval, caller: Caller, call: Call): Promise<Approval> {
  const done = { ...approval, status: 'approved' as const, ...(approval.decidedBy === undefined && by(caller, call)) };
  await approvals.mark(done, ['approving'], call);
  return done;
}

function reject(ports: DecidePorts, approval: Approval, caller: Caller, call: Call): Promise<Approval> {
  const { kind, id } = approval.target;
  const act = { action: 'change-rejected' as const, kind, id, reason: `approval ${approval.id}` };
  return recordAndDo(ports, act, recordedCaller(caller), call, async () => {
    const rejected = { ...approval, status: 'rejected' as const, ...by(caller, call) };
    if (!(await ports.approvals.mark(rejected, ['pending'], call))) {
      throw decided(await readLive(ports, approval.id, call));
    }
    return rejected;
  });
}

function by(caller: Caller, call: Call) {
  return { decidedBy: recordedCaller(caller), decidedAt: call.now().toISOString() };
}
