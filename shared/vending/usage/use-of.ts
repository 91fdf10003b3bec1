import type { StoredRecord } from '../../domain/audit-record.ts';
import { isDefinitionId } from '../../domain/definition.ts';
import { ISSUE_ACTIONS } from '../../domain/issue-request.ts';
import type { NewRecord } from '../../domain/stream-record.ts';
import { ADMINISTRATOR, type Counts, type Use } from '../../domain/usage.ts';

/**
 * Returns what counts of a record, or `undefined` for a record that is not about issuing. Refusals count for the
 * connector that was asked for, whether or not there is one.
 */
export function useOf({
  record,
  pk: source,
  sequenceNumber,
}: Pick<NewRecord, 'record' | 'pk' | 'sequenceNumber'>): Use | undefined {
  const { action, outcome, connectorId, connectorVersion, time } = record;
  if (!Object.hasOwn(ISSUE_ACTIONS, action) || !isCounted(outcome)) return undefined;
  if (connectorId === undefined || !isDefinitionId(connectorId)) return undefined;
  const grantKey = grantKeyOf(record);
  return {
    connectorId,
    time,
    outcome,
    ...(grantKey !== undefined && { grantKey }),
    ...(connectorVersion !== undefined && { connectorVersion }),
    source,
    sequenceNumber,
  };
}

function isCounted(outcome: StoredRecord['outcome']): outcome is keyof Counts {
  return outcome === 'issued' || outcome === 'refused' || outcome === 'failed';
}

function grantKeyOf({ grantSha256, allowedBy }: StoredRecord): string | undefined {
  return grantSha256 ?? (allowedBy === 'administrator' ? ADMINISTRATOR : undefined);
}
