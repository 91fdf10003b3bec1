import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import * as v from 'valibot';
import { faultsText } from '../../domain/errors.ts';
import { faulty, type Parsed, parseWith } from '../../domain/parse.ts';
import { NO_STOPS, STOPS, type Stop, StopList, type Stops } from '../../domain/stop.ts';
import { parseStrictJson } from '../../domain/strict-json.ts';
import { envelopeEntries, ITEM_SCHEMA, parseItem } from './envelope.ts';

type Item = Readonly<Record<string, AttributeValue>>;

export const STOPS_KEY: Record<string, AttributeValue> = { kind: { S: STOPS }, id: { S: STOPS } };

const StopsItem = v.strictObject({
  ...envelopeEntries,
  kind: v.strictObject({ S: v.literal(STOPS) }),
  id: v.strictObject({ S: v.literal(STOPS) }),
  version: v.strictObject({ N: v.pipe(v.string(), v.regex(/^[1-9][0-9]{0,14}$/, 'must be a whole number from 1')) }),
  stops: v.strictObject({ S: v.string() }),
});

export function toStopsItem(stops: readonly Stop[], version: number): Record<string, AttributeValue> {
  return {
    ...STOPS_KEY,
    schema: { N: String(ITEM_SCHEMA) },
    version: { N: String(version) },
    stops: { S: JSON.stringify(stops) },
  };
}

/** Reads the item. Without one, nothing is stopped. One that can't be read says so, and is not taken for none. */
export function readStopsItem(item: Item | undefined): Stops {
  if (item === undefined) return NO_STOPS;
  const parsed = parseItem(StopsItem, item);
  const stops = parsed.ok ? listIn(parsed.value.stops.S) : parsed;
  return stops.ok ? stops.value : { unreadable: faultsText(stops.errors) };
}

function listIn(text: string): Parsed<Stops> {
  try {
    return parseWith(StopList, parseStrictJson(text), 'stops');
  } catch {
    return faulty('stops', 'is not JSON');
  }
}
