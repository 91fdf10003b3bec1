import type { Call } from '../domain/call.ts';
import { type Author, authorText, type ChangeAction } from '../domain/change-record.ts';
import type { DefinitionKind } from '../domain/definition.ts';
import type { Log } from './logger.ts';
import { embeddedMetrics } from './metrics.ts';

interface Written {
  readonly kind: DefinitionKind;
  readonly id: string;
  /** The version that the write replaced. Absent for a new definition. */
  readonly replaces?: number | undefined;
  /** Set if the write restored a deleted definition, or an earlier version. */
  readonly restores?: string | undefined;
  /** Absent if the write deleted the definition. */
  readonly definition?: unknown;
  readonly changedBy: string;
}

/** Logs each change of a definition in one line, after it is written. The audit has the fields that changed. */
export function createReportChange(log: Log) {
  const metric = embeddedMetrics({ by: [['stage', 'kind']], metrics: ['changes'] });
  return (written: Written, { requestId, sourceIp }: Call): void => {
    const { kind, id, replaces, changedBy } = written;
    const fields = { requestId, action: actionOf(written), kind, id, replaces, changedBy, sourceIp, changes: 1 };
    log('info', 'change', fields, metric);
  };
}

function actionOf({ restores, definition, replaces }: Written): ChangeAction {
  if (restores !== undefined) return 'restore';
  if (definition === undefined) return 'delete';
  return replaces === undefined ? 'create' : 'change';
}

interface Proposed {
  readonly id: string;
  readonly target: { readonly kind: DefinitionKind; readonly id: string };
  readonly proposedBy: Author;
}

/** Logs a change that waits for a second administrator, so that one hears of it. */
export function createReportProposal(log: Log) {
  const metric = embeddedMetrics({ by: [['stage']], metrics: ['approvals'] });
  return ({ id, target, proposedBy }: Proposed, { requestId, sourceIp }: Call): void => {
    const fields = { requestId, approval: id, ...target, proposedBy: authorText(proposedBy), sourceIp, approvals: 1 };
    log('info', 'approval', fields, metric);
  };
}
