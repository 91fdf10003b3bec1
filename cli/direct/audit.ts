import { createRecordAct } from '../../shared/aws/dynamodb/audit-log.ts';
import { createFindRecords } from '../../shared/aws/dynamodb/find-records.ts';
import { type RecordPosition, readAuditQuery } from '../../shared/domain/audit-query.ts';
import type { RecordedCaller } from '../../shared/domain/audit-record.ts';
import { valid } from '../../shared/domain/parse.ts';
import { readRecordsAs } from '../../shared/vending/audit/read-records.ts';
import type { SearchRecords } from '../audit/search.ts';
import { commandCall } from '../command.ts';
import type { createTableAccess } from './tables.ts';

/** Searches the audit in the table itself. The search is recorded like one through the API. */
export function createDirectSearch(
  { activity }: ReturnType<typeof createTableAccess>,
  whoReads: () => Promise<RecordedCaller>,
): SearchRecords {
  const ports = { findRecords: createFindRecords(activity), recordAct: createRecordAct(activity) };
  let reader: Promise<RecordedCaller> | undefined;
  return async function* search(parameters, limit) {
    reader ??= whoReads();
    const by = await reader;
    let position: RecordPosition | undefined;
    do {
      const call = commandCall();
      const query = valid(readAuditQuery({ ...parameters, limit: String(limit) }, call.now()));
      const { items, next } = await readRecordsAs(ports, { ...query, ...(position && { position }) }, by, call);
      position = next;
      yield { items: items.map((item) => ({ ...item })), hasMore: next !== undefined };
    } while (position !== undefined);
  };
}
