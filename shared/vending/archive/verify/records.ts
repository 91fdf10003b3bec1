import { createHash } from 'node:crypto';
import { canonicalJson } from '../../../domain/canonical-json.ts';
import type { PlainItem } from '../../../domain/stream-record.ts';
import type { Verification } from './ports.ts';

/**
 * The records of the archive, as far as a comparison needs them: for each key the hash of the record, and whether it
 * has expired. A day of a million records takes some 200 MB.
 */
export interface ArchivedRecords {
  /** Takes note of an archived record. The same record may be archived twice. */
  readonly take: (item: PlainItem, objectKey: string) => void;
  /** Compares a record of the table, and ticks it off. */
  readonly compare: (item: PlainItem) => 'same' | 'different' | 'not archived';
  /** The keys of the records that were not ticked off and have not expired. */
  readonly left: () => Iterable<string>;
  readonly size: () => number;
}

export function createArchivedRecords({ findings, now }: Verification): ArchivedRecords {
  const byName = new Map<string, string>();
  let size = 0;
  return {
    take: (item, objectKey) => {
      const name = nameOf(item);
      const known = byName.get(name);
      const entry = `${hashOf(item)}${hasExpired(item, now) ? 'e' : ''}`;
      if (known === undefined) size += 1;
      else if (known !== entry)
        findings.add('record-changed', name, `${objectKey} has it otherwise than another object`);
      byName.set(name, known ?? entry);
    },
    compare: (item) => {
      const entry = byName.get(nameOf(item));
      if (entry === undefined) return 'not archived';
      byName.delete(nameOf(item));
      return entry.slice(0, HASH_LENGTH) === hashOf(item) ? 'same' : 'different';
    },
    left: function* () {
      for (const [name, entry] of byName) if (entry.length === HASH_LENGTH) yield name;
    },
    size: () => size,
  };
}

/** The key of a record, which is the same in the table and in the archive. */
export function nameOf({ pk, sk }: { readonly pk?: unknown; readonly sk?: unknown }): string {
  return `${pk} ${sk}`;
}

/** Thirty-two bytes in as many characters. */
const HASH_LENGTH = 32;

function hashOf(item: PlainItem): string {
  return createHash('sha256').update(canonicalJson(item)).digest().toString('latin1');
}

/** DynamoDB removes an item some time after it has expired. */
function hasExpired({ expiresAt }: PlainItem, now: number): boolean {
  return typeof expiresAt === 'number' && expiresAt * 1000 <= now;
}
