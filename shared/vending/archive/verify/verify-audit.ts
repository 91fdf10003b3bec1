// Holds the audit records of some days in the table against the archive, and the archive against its signed chain.
import type { Call } from '../../../domain/call.ts';
import { type Chain, walkChain } from './chain.ts';
import { createFindings, type VerifyFinding } from './findings.ts';
import { type CheckedObjects, checkDay } from './objects.ts';
import type { TableItem, Verification, VerifyPorts, VerifyRequest } from './ports.ts';
import { type ArchivedRecords, createArchivedRecords, nameOf } from './records.ts';

/** How long a record takes from the table to the archive, at most, while all is well. */
const ARCHIVED_WITHIN_MS = 10 * 60_000;

export interface VerifyReport {
  readonly days: readonly string[];
  readonly digests: number;
  /** The periods that the digests cover together. */
  readonly chainStart?: string;
  readonly chainEnd?: string;
  readonly objects: number;
  /** Objects that the next digest is to name. */
  readonly objectsNotYetChained: number;
  readonly archivedRecords: number;
  readonly tableRecords: number;
  readonly recordsNotYetArchived: number;
  readonly findingCount: number;
  /** The first thousand. */
  readonly findings: readonly VerifyFinding[];
  /** What could not be proved, for want of a digest of its time. */
  readonly unproven: readonly string[];
}

export async function verifyAudit(ports: VerifyPorts, request: VerifyRequest, call: Call): Promise<VerifyReport> {
  const findings = createFindings();
  const verification: Verification = { ...request, ports, findings, call, now: call.now().getTime() };
  const chain = await walkChain(verification);
  const objects: CheckedObjects = { objects: 0, notYetChained: 0 };
  const records = { archived: 0, table: 0, notYetArchived: 0 };
  for (const day of request.days) {
    // Day by day, so that the memory does not grow with the number of days.
    const archived = createArchivedRecords(verification);
    await checkDay(verification, chain, day, archived, objects);
    records.archived += archived.size();
    await checkTable(verification, chain, day, archived, records);
    for (const name of archived.left())
      findings.add('record-missing', name, 'it is in the archive, and not in the table');
  }
  return {
    days: request.days,
    digests: chain.digests,
    ...(chain.start && { chainStart: chain.start.toISOString() }),
    ...(chain.end && { chainEnd: chain.end.toISOString() }),
    objects: objects.objects,
    objectsNotYetChained: objects.notYetChained,
    archivedRecords: records.archived,
    tableRecords: records.table,
    recordsNotYetArchived: records.notYetArchived,
    findingCount: findings.count(),
    findings: findings.list,
    unproven: unprovenOf(chain, request),
  };
}

async function checkTable(
  { ports, findings, call }: Verification,
  chain: Chain,
  day: string,
  archived: ArchivedRecords,
  counts: { table: number; notYetArchived: number },
): Promise<void> {
  for await (const found of ports.readAuditDay(day, call)) {
    counts.table += 1;
    const name = nameOf(found);
    if (!found.isRecord)
      findings.add('record-unreadable', name, 'an item of the table under the key of a record is none');
    const compared = archived.compare(found.item);
    if (compared === 'different') findings.add('record-changed', name, 'the table has it otherwise than the archive');
    if (compared !== 'not archived' || !found.isRecord) continue;
    if (isUnderWay(found, day, chain)) counts.notYetArchived += 1;
    else findings.add('record-added', name, 'it is in the table, and not in the archive');
  }
}

/** A record of the day whose key says a later time would be under way for ever. */
function isUnderWay({ sk }: TableItem, day: string, { end }: Chain): boolean {
  const time = Date.parse(sk.slice(0, sk.indexOf('#')));
  return end !== undefined && sk.startsWith(day) && time >= end.getTime() - ARCHIVED_WITHIN_MS;
}

function unprovenOf(chain: Chain, request: VerifyRequest): readonly string[] {
  return [...beforeChain(chain, request), ...lateDigests(chain)];
}

function beforeChain({ start }: Chain, { days }: VerifyRequest): readonly string[] {
  const from = days[0];
  if (start === undefined || from === undefined || start.getTime() <= Date.parse(from)) return [];
  return [`the chain begins at ${start.toISOString()}: what was archived before is in no digest of its time`];
}

/**
 * Whoever may delete locked versions can delete the newest digests, and the schedule then puts them again, without what
 * was deleted beside them. An outage looks the same.
 */
function lateDigests({ late }: Chain): readonly string[] {
  const [first, last] = [late[0], late.at(-1)];
  if (first === undefined || last === undefined) return [];
  const digests = late.length === 1 ? '1 digest' : `${late.length} digests`;
  const period = `from ${first.digest.start} to ${last.digest.end}`;
  return [
    `${digests} ${period} came late, the first at ${first.putAt.toISOString()}: nothing chained these periods until then`,
  ];
}
