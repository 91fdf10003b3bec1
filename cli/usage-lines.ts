import { csvRow } from '../shared/domain/csv.ts';
import type { ConnectorUsage, GrantUsage } from '../shared/vending/usage/usage-of.ts';
import { printable, tableOf } from './output.ts';

type Readable = Exclude<ConnectorUsage, { readonly unreadable: true }>;

/** What a connector was used for by a grant, by administrators, or in all. */
interface Line extends GrantUsage {
  readonly connectorId: string;
  readonly who: string;
  readonly grantSha256?: string;
  readonly grant?: unknown;
  readonly neverMatched?: true;
}

function linesOf(usage: Readable): readonly Line[] {
  const { connectorId, grants, formerGrants = [], administrators, ...total } = usage;
  return [
    { connectorId, who: '', ...total },
    ...grants.map((grant, index) => ({ connectorId, who: `grants[${index}]`, ...grant })),
    ...formerGrants.map((grant) => ({ connectorId, who: 'former', ...grant })),
    ...(administrators === undefined ? [] : [{ connectorId, who: 'administrators', ...administrators }]),
  ];
}

function isReadable(usage: ConnectorUsage): usage is Readable {
  return !('unreadable' in usage);
}

const NEVER = 'never';

function countsOf({ issued, refused, failed }: Pick<GrantUsage, 'issued' | 'refused' | 'failed'>): readonly string[] {
  return [issued, refused, failed].map(String);
}

/** Formats connectors as a table, with a line for each. */
export function usageTable(items: readonly ConnectorUsage[]): string {
  return tableOf(
    ['CONNECTOR', 'LAST USED', 'ISSUED', 'REFUSED', 'FAILED', 'NEVER MATCHED'],
    items.map((usage) => {
      if (!isReadable(usage)) return [usage.connectorId, 'not readable', '-', '-', '-', '-'];
      const never = usage.grants.flatMap(({ neverMatched }, index) => (neverMatched ? [`grants[${index}]`] : []));
      return [usage.connectorId, usage.lastUsedAt ?? NEVER, ...countsOf(usage), never.join(', ') || '-'];
    }),
  );
}

const LONGEST_GRANT = 100;

/** Formats one connector: a line for each grant, and one for each day. */
export function connectorUsageText(usage: ConnectorUsage): string {
  if (!isReadable(usage)) return usageTable([usage]);
  const grants = tableOf(
    ['WHO', 'LAST USED', 'ISSUED', 'REFUSED', 'FAILED', 'GRANT'],
    linesOf(usage).map((line) => [line.who || 'all', lastOf(line), ...countsOf(line), grantText(line)]),
  );
  const days = tableOf(
    ['DAY', 'ISSUED', 'REFUSED', 'FAILED'],
    (usage.days ?? []).map((counts) => [counts.day, ...countsOf(counts)]),
  );
  return `${grants}\n\n${days}`;
}

function lastOf({ lastUsedAt, neverMatched }: Line): string {
  return neverMatched ? 'never matched' : (lastUsedAt ?? NEVER);
}

function grantText({ grant, grantSha256 }: Line): string {
  if (grant === undefined) return grantSha256 === undefined ? '-' : `SHA-256 ${grantSha256.slice(0, 12)}…`;
  const text = printable(JSON.stringify(grant));
  return text.length > LONGEST_GRANT ? `${text.slice(0, LONGEST_GRANT)}…` : text;
}

const COLUMNS = [
  'connector',
  'grant',
  'grantSha256',
  'day',
  'issued',
  'refused',
  'failed',
  'firstUsedAt',
  'lastUsedAt',
  'neverMatched',
];

/** Formats usage as CSV: a row for each connector and each of its grants in all, and one for each of their days. */
export function usageCsv(items: readonly ConnectorUsage[]): string {
  const rows = items.filter(isReadable).flatMap(linesOf).flatMap(csvRows);
  return [COLUMNS, ...rows].map(csvRow).join('\n');
}

function csvRows(line: Line): readonly (readonly string[])[] {
  const { connectorId, who, grantSha256 = '', firstUsedAt = '', lastUsedAt = '', neverMatched, days = [] } = line;
  const named = [connectorId, who, grantSha256];
  return [
    [...named, '', ...countsOf(line), firstUsedAt, lastUsedAt, String(neverMatched === true)],
    ...days.map((counts) => [...named, counts.day, ...countsOf(counts), '', '', '']),
  ];
}
