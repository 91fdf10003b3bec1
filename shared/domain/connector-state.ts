import * as v from 'valibot';
import { DefinitionId } from './definition.ts';
import { CHECK_OUTCOMES } from './verification.ts';

const Time = v.pipe(v.string(), v.isoTimestamp('must be a time'));

/** What is known of a connector beside its definition, for lists. What can't be read is left out, and says so. */
export const ConnectorState = v.strictObject({
  connector: DefinitionId,
  /** The last time that something was issued. Absent if it never was, or if nobody counts. */
  lastUsedAt: v.exactOptional(Time),
  /** The last verification. Absent if there was none in the last 90 days. */
  verified: v.exactOptional(
    v.strictObject({ at: Time, outcome: v.picklist(CHECK_OUTCOMES), failingSince: v.exactOptional(Time) }),
  ),
  unreadable: v.exactOptional(v.literal(true)),
});

export type ConnectorState = v.InferOutput<typeof ConnectorState>;
