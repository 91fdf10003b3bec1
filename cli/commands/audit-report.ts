import type { PlacedReport } from '../direct/audit-verify.ts';
import { tableOf } from '../output.ts';

export type AuditVerdict = 'proved' | 'refuted' | 'incomplete';

export function auditVerdict({ findingCount, unproven }: PlacedReport): AuditVerdict {
  if (findingCount > 0) return 'refuted';
  return unproven.length > 0 ? 'incomplete' : 'proved';
}

/** The report for a terminal: what was looked at, what was found, and the verdict in the last line. */
export function auditLines(report: PlacedReport): readonly string[] {
  const { days, findings, findingCount, unproven } = report;
  const more = findingCount - findings.length;
  return [
    `days     ${days.length === 1 ? days[0] : `${days[0]} to ${days.at(-1)}`}`,
    `chain    ${plural(report.digests, 'digest')}${periodOf(report)}`,
    `archive  ${plural(report.objects, 'object')} with ${plural(report.archivedRecords, 'record')} in ${report.bucket}${waiting(report)}`,
    `table    ${plural(report.tableRecords, 'record')} in ${report.table}${underWay(report)}`,
    '',
    ...(findings.length === 0 ? [] : [findingTable(findings), '']),
    ...(more > 0 ? [`and ${more} more findings`, ''] : []),
    ...unproven.map((text) => `not proved: ${text}`),
    `${auditVerdict(report)}: ${plural(findingCount, 'finding')}`,
  ];
}

function findingTable(findings: PlacedReport['findings']): string {
  return tableOf(
    ['FINDING', 'WHERE', 'WHAT'],
    findings.map(({ kind, subject, detail }) => [kind, subject, detail]),
  );
}

function periodOf({ chainStart, chainEnd }: PlacedReport): string {
  return chainStart === undefined ? '' : `, from ${chainStart} to ${chainEnd}`;
}

function waiting({ objectsNotYetChained: count }: PlacedReport): string {
  return count === 0 ? '' : ` (${count} not yet in a digest)`;
}

function underWay({ recordsNotYetArchived: count }: PlacedReport): string {
  return count === 0 ? '' : ` (${count} not yet archived)`;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
