import { AUDIT_COLUMNS, textAt } from '../../../shared/domain/audit-columns.ts';
import { csvRow } from '../../../shared/domain/csv.ts';
import { printableJson } from '../../../shared/domain/printable.ts';
import type { FoundRecord } from './records.ts';

export type Form = 'jsonl' | 'csv';

/** Records as a file: the same columns, and the same guard against formulas, as the command has. */
export function exportText(records: readonly FoundRecord[], form: Form): string {
  if (form === 'jsonl') return records.map((record) => `${printableJson(record)}\n`).join('');
  const rows = records.map((record) => AUDIT_COLUMNS.map((path) => textAt({ ...record }, path)));
  return [AUDIT_COLUMNS, ...rows].map((row) => `${csvRow(row)}\r\n`).join('');
}

/** What a file can be saved as, without what file systems refuse. */
export function exportName(now: Date, form: Form): string {
  return `portunus-audit-${now.toISOString().slice(0, 19).replaceAll(':', '')}Z.${form}`;
}
