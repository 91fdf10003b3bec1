import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { clip } from '../../domain/bounds.ts';

type Item = Readonly<Record<string, AttributeValue>>;

/**
 * The largest record, in bytes of JSON. Without a bound, requests of legal size could fill a partition, or be too large
 * to record.
 */
const MAX_ITEM_BYTES = 8_000;
const MAX_LIST_BYTES = 1_000;
const MAX_TEXT = 1_100;
const SHORTEST_TEXT = 150;

/** Returns the record, or the first of its shorter forms that fits. */
export function boundedItem(item: Item): Item {
  return [item, shortened(item)].find(fits) ?? essentialItem(item);
}

/**
 * Returns what every record keeps. Its texts are cut further only if even that is too large: the whole subject is worth
 * more than a short record, and the key of the index holds its hash in any case.
 */
export function essentialItem(item: Item): Item {
  const whole = essentials(item, MAX_TEXT);
  return fits(whole) ? whole : essentials(item, SHORTEST_TEXT);
}

function fits(item: Item): boolean {
  return bytesOf(item) <= MAX_ITEM_BYTES;
}

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

const SHORTENED = { shortened: { BOOL: true } };

/**
 * Leaves the grant out, because a part of it would be another grant. Its SHA-256 stays. Failed conditions are left out
 * too, because a part of their JSON could not be read.
 */
function shortened({ grant: _grant, conditions: _conditions, ...item }: Item): Item {
  return { ...mapped(item, (value) => shorter(value, MAX_TEXT)), ...SHORTENED };
}

function mapped(item: Item, change: (value: AttributeValue) => AttributeValue): Record<string, AttributeValue> {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, change(value)]));
}

function shorter(value: AttributeValue, most: number): AttributeValue {
  if (value.L !== undefined) return { L: beginning(value.L) };
  if (value.M !== undefined) return { M: mapped(value.M, (member) => shorter(member, most)) };
  return value.S === undefined ? value : { S: clip(value.S, most) };
}

/** Returns the first entries, and a last one that says how many were left out. */
function beginning(list: readonly AttributeValue[]): AttributeValue[] {
  const kept: AttributeValue[] = [];
  let bytes = 0;
  for (const entry of list) {
    bytes += bytesOf(entry);
    if (bytes > MAX_LIST_BYTES) break;
    kept.push(entry);
  }
  return kept.length === list.length ? kept : [...kept, { S: `and ${list.length - kept.length} more` }];
}

/**
 * The attributes that every record keeps: who asked, for which connector or definition, the outcome, and what was
 * issued.
 */
function essentials(item: Item, most: number): Item {
  const { pk, sk, expiresAt, schema, time, requestId, action, caller, outcome, code, reason, issued } = item;
  const { byRequest, byCaller, byConnector, byFingerprint, sourceIp, route, connectorDefinedBy } = item;
  const { kind, id, version, replaces, restores, connectorId, connectorVersion, allowedBy, grantSha256 } = item;
  const keys = { pk, sk, expiresAt, schema, byRequest, byCaller, byConnector, byFingerprint };
  const about = { kind, version, replaces, restores, connectorId, connectorVersion, allowedBy, grantSha256 };
  const kept = { ...keys, time, requestId, action, outcome, code, item: item.item, sourceIp, route, ...about };
  const short = {
    caller: caller && shorter(caller, most),
    // The id of a search is its filters.
    id: id && shorter(id, most),
    issued: issued && shorter(issued, most),
    reason: reason && shorter(reason, SHORTEST_TEXT),
    connectorDefinedBy: connectorDefinedBy && shorter(connectorDefinedBy, SHORTEST_TEXT),
    asked: connectorId && { M: { connectorId } },
  };
  return { ...defined({ ...kept, ...short }), ...SHORTENED };
}

function defined(fields: Readonly<Record<string, AttributeValue | undefined>>): Record<string, AttributeValue> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
