import type { components } from '../../../clients/typescript/src/index.ts';
import { PLACES } from '../places.ts';

type Found = components['schemas']['AuditRecords']['items'][number];

/** A record that could be read. */
export type AuditRecord = components['schemas']['AuditRecord'];

/** A record that could not. It is shown by its key, because nobody could look for what is left out. */
export type UnreadableRecord = Exclude<Found, AuditRecord>;

export type FoundRecord = Found;

export function isUnreadable(record: FoundRecord): record is UnreadableRecord {
  return 'unreadable' in record;
}

/** Identifies a record: a request can have several. */
export function keyOf(record: FoundRecord): string {
  if (isUnreadable(record)) return `${record.unreadable.pk} ${record.unreadable.sk}`;
  const { time, requestId, item, action, outcome } = record;
  return JSON.stringify([time, requestId, item, action, outcome]);
}

/** The definition that a record is about, as far as it names one. */
export function aboutOf(record: AuditRecord): { readonly kind: string; readonly id: string } | undefined {
  const { connectorId, kind, id } = record;
  if (connectorId !== undefined) return { kind: 'connector', id: connectorId };
  return kind !== undefined && id !== undefined ? { kind, id } : undefined;
}

/** Where the definition has its screen, below /console. */
export function addressOfDefinition({ kind, id }: { readonly kind: string; readonly id: string }): string | undefined {
  const place = new Map<string, string>(Object.entries(PLACES)).get(kind);
  return place && `${place}/${encodeURIComponent(id)}`;
}
