import * as v from 'valibot';

/** What stands in place of a grant's SHA-256 for administrators, who need no grant. */
export const ADMINISTRATOR = 'administrator';

/** A grant's SHA-256, as records have it, or {@link ADMINISTRATOR}. */
export const GrantKey = v.pipe(v.string(), v.regex(/^(?:[0-9a-f]{64}|administrator)$/, "must be a grant's SHA-256"));

const Count = v.pipe(v.number(), v.integer(), v.minValue(0));
const Time = v.pipe(v.string(), v.isoTimestamp('must be a time'));

/** How many requests were answered with a credential, refused, and failed. */
export const Counts = v.strictObject({ issued: Count, refused: Count, failed: Count });
export type Counts = v.InferOutput<typeof Counts>;

/** What happened to one connector on one day. */
export const DayUsage = v.strictObject({
  ...Counts.entries,
  grants: v.record(GrantKey, Counts),
  /**
   * The sequence number of the last record that was counted, by the partition that the record is in. A batch of the
   * stream may come again, and no record must be counted twice.
   */
  marks: v.record(v.string(), v.pipe(v.string(), v.regex(/^\d{1,40}$/, 'must be a number'))),
});
export type DayUsage = v.InferOutput<typeof DayUsage>;

/** When a grant let somebody in. */
export const GrantTimes = v.strictObject({
  /** The first and the last time that something was issued. */
  first: v.exactOptional(Time),
  last: v.exactOptional(Time),
  /** The last time that the grant matched, whatever became of the request, and the connector's version then. */
  matched: Time,
  version: v.pipe(v.number(), v.integer(), v.minValue(1)),
});
export type GrantTimes = v.InferOutput<typeof GrantTimes>;

/** When a connector was used, over all days. */
export const TotalUsage = v.strictObject({
  first: v.exactOptional(Time),
  last: v.exactOptional(Time),
  grants: v.record(GrantKey, GrantTimes),
});
export type TotalUsage = v.InferOutput<typeof TotalUsage>;

/** From when to when records were counted at all. */
export const CountedTime = v.strictObject({ since: Time, until: Time });
export type CountedTime = v.InferOutput<typeof CountedTime>;

/** The part of an audit record that is counted. */
export interface Use {
  readonly connectorId: string;
  readonly time: string;
  readonly outcome: keyof Counts;
  /** Absent if no grant let the caller in. */
  readonly grantKey?: string;
  readonly connectorVersion?: number;
  /** The partition that the record is in, and its sequence number in the table's stream. */
  readonly source: string;
  readonly sequenceNumber: string;
}
