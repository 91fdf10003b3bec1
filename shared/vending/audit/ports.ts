import type { AuditQuery, RecordPage } from '../../domain/audit-query.ts';
import type { Call } from '../../domain/call.ts';

/** Finds records, newest first, in a bounded number of reads. */
export type FindRecords = (query: AuditQuery, call: Call) => Promise<RecordPage>;
