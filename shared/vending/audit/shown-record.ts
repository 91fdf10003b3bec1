import type { RecordPage, RecordPosition, UnreadableRecord } from '../../domain/audit-query.ts';
import type { StoredRecord } from '../../domain/audit-record.ts';
import { parseStrictJson } from '../../domain/strict-json.ts';

/** A record as its readers see it. What is stored as JSON text is an object here. */
export interface ShownRecord extends Omit<StoredRecord, 'grant' | 'conditions'> {
  readonly grant?: unknown;
  readonly conditions?: unknown;
}

export interface ShownPage {
  readonly items: readonly (ShownRecord | UnreadableRecord)[];
  readonly next?: RecordPosition;
}

export function shownPage({ items, next }: RecordPage): ShownPage {
  return {
    items: items.map((item) => ('unreadable' in item ? item : shown(item))),
    ...(next !== undefined && { next }),
  };
}

function shown({ grant, conditions, ...record }: StoredRecord): ShownRecord {
  return {
    ...record,
    ...(grant !== undefined && { grant: objectIn(grant) }),
    ...(conditions !== undefined && { conditions: objectIn(conditions) }),
  };
}

/** A text that is no JSON is shown as it is, because a record must not hide what it holds. */
function objectIn(text: string): unknown {
  try {
    return parseStrictJson(text);
  } catch {
    return text;
  }
}
