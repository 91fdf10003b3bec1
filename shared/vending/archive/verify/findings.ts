import { clip } from '../../../domain/bounds.ts';

/** What a verification can find. Each says which object or record, and what is wrong with it. */
export type FindingKind =
  /** A digest of the chain, or of a period that is over, is not there. */
  | 'digest-missing'
  /** It does not have the form of a digest, or lies under the key of another. */
  | 'digest-changed'
  /** Its signature is not by a key that you trust. */
  | 'digest-signature'
  /** The next digest names another one, or their periods do not meet. */
  | 'chain-broken'
  /** It is not part of the chain. */
  | 'digest-added'
  | 'object-missing'
  | 'object-changed'
  /** No digest names it. */
  | 'object-added'
  /** Somebody put another version over it, or hid it behind a delete marker. */
  | 'object-replaced'
  /** Nothing keeps it from being deleted. */
  | 'object-unlocked'
  /** It is in the archive, and not in the table. */
  | 'record-missing'
  /** It differs between the table and the archive, or between two objects of the archive. */
  | 'record-changed'
  /** It is in the table, and not in the archive. */
  | 'record-added'
  /** It was archived long after its own time, or before. */
  | 'record-misdated'
  /** An item under the key of a record is none. */
  | 'record-unreadable'
  /** The archive function saw in the table's stream that somebody changed or removed a record. */
  | 'tampering';

export interface VerifyFinding {
  readonly kind: FindingKind;
  /** The key of the object or of the record. */
  readonly subject: string;
  readonly detail: string;
}

/** Without a bound, an emptied table would take all memory. */
const MOST_KEPT = 1_000;
const MOST_TEXT = 500;

export interface Findings {
  readonly add: (kind: FindingKind, subject: string, detail: string) => void;
  /** The first ones. */
  readonly list: readonly VerifyFinding[];
  readonly count: () => number;
}

export function createFindings(): Findings {
  const list: VerifyFinding[] = [];
  let count = 0;
  return {
    add: (kind, subject, detail) => {
      count += 1;
      if (list.length < MOST_KEPT)
        list.push({ kind, subject: clip(subject, MOST_TEXT), detail: clip(detail, MOST_TEXT) });
    },
    list,
    count: () => count,
  };
}
