import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import * as v from 'valibot';
import { StoredRecord } from '../../domain/audit-record.ts';
import { type Parsed, parseWith } from '../../domain/parse.ts';
import { envelopeEntries, parseItem } from './envelope.ts';

type Item = Readonly<Record<string, AttributeValue>>;

const Present = v.exactOptional(v.unknown());

/** The attributes that only the table needs. */
const TABLE_ENTRIES = {
  ...envelopeEntries,
  pk: v.unknown(),
  sk: v.unknown(),
  expiresAt: v.unknown(),
  byRequest: Present,
  byCaller: Present,
  byConnector: Present,
  byFingerprint: Present,
};

const AuditItem = v.strictObject({
  ...TABLE_ENTRIES,
  ...Object.fromEntries(Object.keys(StoredRecord.entries).map((name) => [name, Present])),
});

/** Parses an item back into its record. The table is a door like any other: other programs may have written to it. */
export function readAuditItem(item: Item): Parsed<StoredRecord> {
  const known = parseItem(AuditItem, item);
  if (!known.ok) return known;
  const names = Object.keys(known.value).filter((name) => !Object.hasOwn(TABLE_ENTRIES, name));
  return parseWith(StoredRecord, Object.fromEntries(names.map((name) => [name, plainOf(item[name])])), 'record');
}

/** The JSON value of an attribute. A value of a type that records do not have is left for the schema to refuse. */
function plainOf(attribute: AttributeValue | undefined): unknown {
  if (attribute?.N !== undefined) return Number(attribute.N);
  if (attribute?.L !== undefined) return attribute.L.map(plainOf);
  if (attribute?.M !== undefined) {
    return Object.fromEntries(Object.entries(attribute.M).map(([name, value]) => [name, plainOf(value)]));
  }
  return attribute?.S ?? attribute?.BOOL;
}
