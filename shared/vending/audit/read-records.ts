import { type AuditQuery, filtersText } from '../../domain/audit-query.ts';
import { type RecordedCaller, recordedCaller } from '../../domain/audit-record.ts';
import { clip } from '../../domain/bounds.ts';
import type { Call } from '../../domain/call.ts';
import type { Caller } from '../../domain/caller.ts';
import type { RecordAct } from '../definitions/ports.ts';
import { recordAndDo } from '../definitions/record-act.ts';
import type { FindRecords } from './ports.ts';
import { type ShownPage, shownPage } from './shown-record.ts';

export interface AuditPorts {
  readonly findRecords: FindRecords;
  readonly recordAct: RecordAct;
}

/** Searches the audit for an administrator or an auditor. */
export function readRecords(ports: AuditPorts, query: AuditQuery, caller: Caller, call: Call): Promise<ShownPage> {
  return readRecordsAs(ports, query, recordedCaller(caller), call);
}

const MAX_FILTERS = 1_000;

/** Records who searches for what, unless it is for their own records, and then searches. */
export async function readRecordsAs(
  ports: AuditPorts,
  query: AuditQuery,
  reader: RecordedCaller,
  call: Call,
): Promise<ShownPage> {
  const find = async () => shownPage(await ports.findRecords(query, call));
  const isOwn = query.issuer === reader.issuer && query.caller === reader.subject;
  if (isOwn) return find();
  const act = { action: 'record-read', kind: 'audit', id: clip(filtersText(query), MAX_FILTERS) } as const;
  return recordAndDo(ports, act, reader, call, find);
}
