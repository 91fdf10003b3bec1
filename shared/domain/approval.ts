import * as v from 'valibot';
import { DEFINITION_KINDS, DefinitionId } from './definition.ts';

const Version = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const Time = v.pipe(v.string(), v.isoTimestamp());
const Person = v.strictObject({
  issuer: v.string(),
  subject: v.string(),
  kind: v.exactOptional(v.picklist(['workload', 'user'])),
  sessionName: v.exactOptional(v.string()),
  uniqueId: v.exactOptional(v.string()),
  accessKeyId: v.exactOptional(v.string()),
  tokenId: v.exactOptional(v.string()),
});

/**
 * `approving` is between the approval and the write that it allows. Whoever finds it finishes it: the version of the
 * definition sees to it that the write is made once.
 */
export const APPROVAL_STATUSES = ['pending', 'approving', 'approved', 'rejected', 'void'] as const;
export type ApprovalStatus = (typeof APPROVAL_STATUSES)[number];

/** A change of a definition that waits for a second administrator, exactly as it was proposed. */
export const Approval = v.strictObject({
  /** A digest of the change and who proposed it, so that nobody approves anything else than what was shown. */
  id: v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/)),
  target: v.strictObject({ kind: v.picklist(DEFINITION_KINDS), id: DefinitionId }),
  action: v.picklist(['create', 'change', 'delete', 'restore']),
  /** The version that the change replaces. Absent for a new definition. */
  replaces: v.exactOptional(Version),
  restores: v.exactOptional(v.strictObject({ version: Version, deleted: v.boolean() })),
  /** Absent for a deletion. */
  definition: v.exactOptional(v.unknown()),
  fields: v.pipe(v.array(v.string()), v.readonly()),
  reason: v.string(),
  proposedBy: Person,
  proposedAt: Time,
  expiresAt: Time,
  status: v.picklist(APPROVAL_STATUSES),
  decidedBy: v.exactOptional(Person),
  decidedAt: v.exactOptional(Time),
});

export type Approval = v.InferOutput<typeof Approval>;
