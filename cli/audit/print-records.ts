import { AUDIT_COLUMNS, textAt, textOf } from '../../shared/domain/audit-columns.ts';
import { csvRow } from '../../shared/domain/csv.ts';
import { isJsonObject } from '../../shared/domain/strict-json.ts';
import { tableOf } from '../output.ts';
import type { FoundRecord } from './search.ts';

export function csvHead(): string {
  return csvRow(AUDIT_COLUMNS);
}

export function csvLine(record: FoundRecord): string {
  return csvRow(AUDIT_COLUMNS.map((path) => textAt(record, path)));
}

const HEAD = ['TIME', 'ACTION', 'OUTCOME', 'ABOUT', 'RULE', 'ISSUER', 'CALLER', 'REASON', 'REQUEST'];

/** What a search was about, and what callers and operators write, can be as long as ten lines. JSON has all of it. */
const LONGEST_CELL = 40;

function short(text: string): string {
  return text.length > LONGEST_CELL ? `${text.slice(0, LONGEST_CELL - 1)}…` : text;
}

export function recordTable(records: readonly FoundRecord[], head = true): string {
  const rows = records.map((record) => rowOf(record).map((cell) => cell || '-'));
  const table = tableOf(HEAD, rows);
  return head ? table : table.split('\n').slice(1).join('\n');
}

function rowOf(record: FoundRecord): readonly string[] {
  const text = (path: string) => textAt(record, path);
  if ('unreadable' in record) {
    return [text('time'), 'unreadable', '', '', '', '', '', short(text('unreadable.detail')), text('unreadable.sk')];
  }
  const about = text('connectorId') || [text('kind') || text('route'), text('id')].filter(Boolean).join(' ');
  const rule = text('allowedBy') && `${text('allowedBy')} of version ${text('connectorVersion')}`;
  const reason = text('reason') || text('code');
  const subject = text('caller.subject');
  const session = text('caller.sessionName');
  // The ARN of a session ends with its name.
  const caller = session && !subject.endsWith(`/${session}`) ? `${subject} ${session}` : subject;
  return [
    text('time'),
    text('action'),
    text('outcome'),
    short(about),
    rule,
    text('caller.issuer'),
    caller,
    short(reason),
    text('requestId'),
  ];
}

const DETAILS: readonly (readonly [name: string, paths: readonly string[]])[] = [
  ['request', ['requestId']],
  ['caller', ['caller.subject']],
  ['issuer', ['caller.issuer']],
  ['token', ['caller.tokenId']],
  ['session', ['caller.sessionName', 'caller.uniqueId', 'caller.accessKeyId']],
  ['from', ['sourceIp', 'userAgent']],
  ['connector', ['connectorId']],
  ['version', ['connectorVersion']],
  ['written by', ['connectorDefinedBy']],
  ['allowed by', ['allowedBy', 'grant']],
  ['reason', ['code', 'reason']],
  ['about', ['kind', 'id', 'route']],
  ['issued', ['issued.source', 'issued.sessionArn']],
  ['until', ['issued.expiresAt']],
];

/** One record with everything that says who, when, from where and by which rule. */
export function recordDetails(record: FoundRecord): string {
  if ('unreadable' in record)
    return `${textAt(record, 'time') || 'no time'}  unreadable ${textAt(record, 'unreadable')}`;
  const lines = DETAILS.flatMap(([name, paths]) => {
    const texts = paths.map((path) => textAt(record, path)).filter(Boolean);
    return texts.length === 0 ? [] : [`  ${`${name}:`.padEnd(12)}${texts.join('  ')}`];
  });
  const head = `${textAt(record, 'time')}  ${textAt(record, 'action')} ${textAt(record, 'outcome')}`;
  return [head, ...lines, ...conditionLines(record.conditions)].join('\n');
}

/** The conditions at which a refused caller failed, as `portunus explain` prints them. */
function conditionLines(conditions: unknown): readonly string[] {
  if (!Array.isArray(conditions)) return [];
  return conditions.filter(isJsonObject).map(({ condition, expected, actual }) => {
    const wants = expected === undefined ? '' : `: wants ${textOf(expected)}`;
    const has = expected === undefined ? '' : `, has ${actual === undefined ? 'nothing' : textOf(actual)}`;
    return `  no          ${textOf(condition)}${wants}${has}`;
  });
}
