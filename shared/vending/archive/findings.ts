import { firstFaults } from '../../domain/bounds.ts';
import { faultsText } from '../../domain/errors.ts';
import type { StreamBatch, StreamRecord } from '../../domain/stream-record.ts';
import type { Finding } from './ports.ts';

/** What no audit record should do: it is put once, never changed, and removed when it has expired. */
export function findingsOf({ records }: StreamBatch): readonly Finding[] {
  return records.flatMap((record) => findingOf(record) ?? []);
}

function findingOf(record: StreamRecord): Finding | undefined {
  switch (record.change) {
    case 'MODIFY':
      return { kind: 'changed', of: record };
    case 'REMOVE':
      return hasExpired(record) ? undefined : { kind: 'removed', of: record };
    case 'INSERT':
      return unreadable(record);
  }
}

/**
 * Whoever removes an expired record does what DynamoDB would do. DynamoDB itself is not believed: it removes by another
 * attribute if somebody has changed the table's setting.
 */
function hasExpired({ before, time }: StreamRecord): boolean {
  const expiresAt = before?.item.expiresAt;
  return typeof expiresAt === 'number' && expiresAt * 1000 <= time.getTime();
}

function unreadable(record: StreamRecord): Finding | undefined {
  const read = record.after?.record;
  if (read?.ok) return undefined;
  const { first } = firstFaults(read?.errors ?? [{ field: 'item', detail: 'is not in the stream' }]);
  return { kind: 'unreadable', of: record, reason: faultsText(first) };
}
