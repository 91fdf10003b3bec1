import type { Approval } from '../../domain/approval.ts';
import type { RecordedCaller } from '../../domain/audit-record.ts';
import type { Call } from '../../domain/call.ts';
import { PortunusError } from '../../domain/errors.ts';
import type { Page, PageRequest } from './list-definitions.ts';
import type { ApprovalPorts, RecordAct } from './ports.ts';
import { recordAndDo } from './record-act.ts';

interface LapsePorts {
  readonly approvals: ApprovalPorts;
  readonly recordAct: RecordAct;
}

/** Nobody lets a proposal lapse: time does. */
const TIME: RecordedCaller = { issuer: 'schedule', subject: 'approvals' };

/** Lists the changes that wait, and records those that have lapsed since somebody looked. */
export async function listApprovals(ports: LapsePorts, page: PageRequest, call: Call): Promise<Page<Approval>> {
  const { lapsed, ...waiting } = await ports.approvals.list(page, call);
  for (const [item, approval] of lapsed.entries()) await recordLapse(ports, approval, call, item);
  return waiting;
}

export function hasLapsed({ expiresAt }: Approval, call: Call): boolean {
  return new Date(expiresAt) <= call.now();
}

/**
 * Records that nobody decided in time: afterwards the proposal is void. If somebody else was first, who looked too or
 * approved it in its last moment, a second record says that this one failed. `item` tells the lapses of a request apart.
 */
export async function recordLapse(
  ports: LapsePorts,
  approval: Approval,
  { sourceIp: _ip, userAgent: _agent, failureRecorded: _ofTheRequest, ...call }: Call,
  item?: number,
): Promise<void> {
  if (approval.status !== 'pending') return;
  const { id, target, proposedBy, expiresAt } = approval;
  const reason = `approval ${id}, proposed by ${proposedBy.issuer}:${proposedBy.subject}, was open until ${expiresAt}`;
  const act = { action: 'change-lapsed' as const, ...target, reason, ...(item !== undefined && { item }) };
  const lapsed = { ...approval, status: 'void' as const, decidedAt: call.now().toISOString() };
  const overtaken = new PortunusError('precondition_failed', 'request');
  const recorded = recordAndDo(ports, act, TIME, call, async () => {
    if (!(await ports.approvals.mark(lapsed, ['pending'], call))) throw overtaken;
  });
  await recorded.catch((error: unknown) => {
    if (error !== overtaken) throw error;
  });
}
