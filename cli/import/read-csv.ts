import { CsvError, parse } from 'csv-parse/sync';
import { didYouMean, shownName } from '../../shared/domain/parse.ts';
import { COLUMN_NAMES, columnOf, type Kind } from './columns.ts';
import { type Report, type Row, rowOf } from './rows.ts';

/** A record that is longer has a quote that is never closed. */
const LONGEST_RECORD = 262_144;

const DELIMITERS = [',', ';', '\t'];

/** What the parser's errors mean. Its own messages are dropped, because they repeat cells. */
const FAULTS: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'a quote is opened and not closed',
  CSV_INVALID_CLOSING_QUOTE: 'text follows a closing quote: quotes inside a cell are doubled',
  INVALID_OPENING_QUOTE: 'a quote is in the middle of a cell: quote the whole cell, and double the quotes inside',
  CSV_MAX_RECORD_SIZE: 'a row is too long: is a quote opened and not closed?',
};

/** Reads a CSV file (RFC 4180) as spreadsheets write it: with a byte order mark, semicolons, or any line end. */
export function readCsv(text: string, path: string, report: Report): readonly Row[] {
  const records = recordsIn(text, path, report);
  const [headings = [], ...lines] = records;
  if (!isHeader(headings, path, report)) return [];
  const kindAt = headings.findIndex((heading) => columnOf(heading) === 'kind');
  const kindOfAll: Kind = headings.some((heading) => columnOf(heading) === 'type') ? 'connector' : 'account';
  return lines.flatMap((cells, index) => {
    // The header is row 1, as in a spreadsheet.
    const place = `${path}, row ${index + 2}`;
    if (cells.every((cell) => cell.trim() === '')) return [];
    if (!isWhole(cells, headings, place, report)) return [];
    const kind = kindAt < 0 ? kindOfAll : kindOf(cells[kindAt] ?? '', place, report);
    if (kind === undefined) return [];
    const members = headings.map((heading, at) => [heading, cells[at] ?? ''] as const);
    return [rowOf({ kind, place, members: members.filter(([heading]) => columnOf(heading) !== 'kind') }, report)];
  });
}

function recordsIn(text: string, path: string, report: Report): readonly (readonly string[])[] {
  try {
    return parse(text, {
      bom: true,
      delimiter: delimiterOf(text),
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      max_record_size: LONGEST_RECORD,
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = typeof error.lines === 'number' ? `, line ${error.lines}` : '';
    report.faultAt(`${path}${line}`, FAULTS[error.code] ?? 'is not CSV');
    return [];
  }
}

/** The delimiter that is most frequent in the first line. Spreadsheets use semicolons where commas are for decimals. */
function delimiterOf(text: string): string {
  const [first = ''] = text.split(/\r\n|\n|\r/, 1);
  const count = (delimiter: string) => first.split(delimiter).length;
  return DELIMITERS.reduce((best, one) => (count(one) > count(best) ? one : best));
}

function isHeader(headings: readonly string[], path: string, report: Report): boolean {
  const columns = headings.map(columnOf);
  if (columns.every((column) => column === undefined)) {
    if (!report.isFaulty) report.faultAt(`${path}, row 1`, 'has no known column: the first row must name the columns');
    return false;
  }
  for (const [index, heading] of headings.entries()) {
    const column = columns[index];
    const place = `${path}, row 1, ${shownName(heading.trim())}`;
    if (column === undefined) {
      const known =
        didYouMean(heading.trim(), COLUMN_NAMES) ||
        ': docs/migrating.md lists all columns. Delete it if it is of no use here';
      report.faultAt(place, `is not a known column${known}`);
    } else if (column !== 'secret' && columns.indexOf(column) < index) {
      report.faultAt(place, `names the same as ${headings[columns.indexOf(column)]?.trim()}: keep one of them`);
    }
  }
  return true;
}

/** A formula is refused, because its result is not in the file, and other programs would run it. */
function isWhole(cells: readonly string[], headings: readonly string[], place: string, report: Report): boolean {
  if (cells.length !== headings.length) {
    report.faultAt(
      place,
      `has ${cells.length} cells, and the first row names ${headings.length}: quote cells that hold the delimiter`,
    );
    return false;
  }
  for (const [index, cell] of cells.entries()) {
    if (!/^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]/.test(cell)) continue;
    report.faultAt(
      `${place}, ${shownName(headings[index]?.trim() ?? '')}`,
      'begins like a formula of a spreadsheet: write the text itself',
    );
  }
  return true;
}

function kindOf(cell: string, place: string, report: Report): Kind | undefined {
  const kind = cell.trim().toLowerCase();
  if (kind === 'account' || kind === 'connector') return kind;
  report.faultAt(`${place}, kind`, 'must be account or connector');
  return undefined;
}
