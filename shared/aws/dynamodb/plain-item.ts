import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { PlainItem } from '../../domain/stream-record.ts';

type Attributes = Readonly<Record<string, AttributeValue>>;

/**
 * An item in plain JSON. Nothing of it is lost, whatever it holds: an item under the key of a record may be anybody's. A
 * number that JSON's readers would round stays a text.
 */
export function plainItem(item: Attributes): PlainItem {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, plain(value)]));
}

function plain(value: AttributeValue): unknown {
  if (value.S !== undefined) return value.S;
  if (value.N !== undefined) return plainNumber(value.N);
  if (value.BOOL !== undefined) return value.BOOL;
  if (value.NULL !== undefined) return null;
  if (value.L !== undefined) return value.L.map(plain);
  if (value.M !== undefined) return plainItem(value.M);
  if (value.NS !== undefined) return value.NS.map(plainNumber);
  if (value.B !== undefined) return base64(value.B);
  return value.SS ?? value.BS?.map(base64);
}

function plainNumber(text: string): number | string {
  const number = Number(text);
  return String(number) === text ? number : text;
}

/** The SDK gives binary values as bytes, and Lambda's events give them in base64. */
function base64(bytes: Uint8Array | string): string {
  return typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString('base64');
}
