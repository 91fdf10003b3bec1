import * as v from 'valibot';
import { Approval } from '../approval.ts';
import { DEFINITION_KINDS, DefinitionId } from '../definition.ts';
import { RefreshEntry } from '../refresh-state.ts';
import { Stop } from '../stop.ts';
import { Count, nextToken, Time, Version } from './common.ts';
import { FieldFault } from './problem.ts';

/** A definition that this release can not read is shown by its id. */
export const UnreadableDefinition = v.strictObject({ id: DefinitionId });

export const VersionEntry = v.strictObject({
  version: Version,
  /** Absent if an earlier release, which did not store it, wrote the version. */
  changedAt: v.exactOptional(Time),
  changedBy: v.exactOptional(v.string()),
  deleted: v.exactOptional(v.literal(true)),
});

export const Versions = v.strictObject({ items: v.array(VersionEntry), nextToken });

/** A definition as it was, beside which of its versions that is. */
export const DefinitionAtVersion = v.objectWithRest(
  {
    ...VersionEntry.entries,
    id: v.exactOptional(DefinitionId),
    /** Set if only a newer release can read the definition. */
    newer: v.exactOptional(v.literal(true)),
  },
  v.unknown(),
);

/** People are named as a definition's versions name them. */
export const ApprovalJson = v.strictObject({
  ...Approval.entries,
  proposedBy: v.string(),
  decidedBy: v.exactOptional(v.string()),
});

export const OneApproval = v.strictObject({ approval: ApprovalJson });

export const Approvals = v.strictObject({ items: v.array(ApprovalJson), nextToken });

export const StopsInForce = v.strictObject({ items: v.array(Stop) });

const ShownChange = v.strictObject({
  kind: v.picklist(DEFINITION_KINDS),
  id: DefinitionId,
  action: v.picklist(['create', 'change', 'delete', 'unchanged']),
  /** Of a connector that has one. */
  externalId: v.exactOptional(v.string()),
  fields: v.exactOptional(
    v.array(
      v.strictObject({ field: v.string(), from: v.exactOptional(v.unknown()), to: v.exactOptional(v.unknown()) }),
    ),
  ),
  /** Set if the fields were too many for an answer. */
  fieldsLeftOut: v.exactOptional(v.literal(true)),
  /** Why the change waits for a second administrator. */
  waits: v.exactOptional(v.string()),
});

/** The plan of a set in its order, and how much of it was written. */
export const DefinitionSetOutcome = v.strictObject({
  dryRun: v.boolean(),
  changes: v.array(ShownChange),
  warnings: v.array(FieldFault),
  applied: Count,
  remaining: Count,
  approvals: v.exactOptional(v.array(ApprovalJson)),
});

/** What became of a job's tries, newest first. */
export const JobHistory = v.strictObject({ items: v.array(RefreshEntry), nextToken });

/** The job, and since when it is due. */
export const DueJob = v.strictObject({ id: DefinitionId, due: Time });
