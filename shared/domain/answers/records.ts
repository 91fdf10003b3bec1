import * as v from 'valibot';
import { StoredRecord } from '../audit-record.ts';
import { DefinitionId } from '../definition.ts';
import { Counts } from '../usage.ts';
import { VerifyState, verificationEntries } from '../verification.ts';
import { nextToken, Time } from './common.ts';

const UnreadableRecord = v.strictObject({
  time: v.exactOptional(v.string()),
  unreadable: v.strictObject({ pk: v.string(), sk: v.string(), detail: v.string() }),
});

/** An audit record. What is stored as JSON text is an object here. */
export const AuditRecordJson = v.strictObject({
  ...StoredRecord.entries,
  grant: v.exactOptional(v.unknown()),
  conditions: v.exactOptional(v.unknown()),
});

export const AuditRecords = v.strictObject({
  items: v.array(v.union([AuditRecordJson, UnreadableRecord])),
  nextToken,
});

const grantUsageEntries = {
  ...Counts.entries,
  firstUsedAt: v.exactOptional(Time),
  lastUsedAt: v.exactOptional(Time),
  days: v.exactOptional(v.array(v.strictObject({ day: v.string(), ...Counts.entries }))),
};

const NamedGrantUsage = v.strictObject({
  grantSha256: v.string(),
  /** As it is written. Only where one connector is asked for. */
  grant: v.exactOptional(v.unknown()),
  ...grantUsageEntries,
  neverMatched: v.exactOptional(v.literal(true)),
});

/** The usage of one connector. If its counters are not readable, nothing else is said. */
export const ConnectorUsageJson = v.union([
  v.strictObject({ connectorId: DefinitionId, unreadable: v.literal(true) }),
  v.strictObject({
    connectorId: DefinitionId,
    deleted: v.exactOptional(v.literal(true)),
    createdAt: v.exactOptional(Time),
    ...grantUsageEntries,
    grants: v.array(NamedGrantUsage),
    formerGrants: v.exactOptional(v.array(NamedGrantUsage)),
    administrators: v.exactOptional(v.strictObject(grantUsageEntries)),
  }),
]);

/** Without `kept`, nobody counts, so that nothing can be said of any connector. */
export const Usage = v.union([
  v.strictObject({ kept: v.literal(false), items: v.array(v.never()) }),
  v.strictObject({
    kept: v.literal(true),
    since: Time,
    until: Time,
    from: v.string(),
    to: v.string(),
    items: v.array(ConnectorUsageJson),
    nextToken,
  }),
]);

export const VerificationJson = v.strictObject({ requestId: v.string(), ...verificationEntries });

/** What is kept of the last verification. Of a connector that was never verified, it has the ID alone. */
export const LastVerification = v.union([
  v.strictObject({ connectorId: DefinitionId, ...VerifyState.entries }),
  v.strictObject({ connectorId: DefinitionId }),
]);
