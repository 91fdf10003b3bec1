import { didYouMean, shownName } from '../../shared/domain/parse.ts';
import { isJsonObject, parseStrictJson } from '../../shared/domain/strict-json.ts';
import { COLUMN_NAMES, columnOf, type Kind } from './columns.ts';
import { type Report, type Row, rowOf } from './rows.ts';

const LISTS: Readonly<Record<string, Kind>> = { accounts: 'account', connectors: 'connector' };

/** Reads `{"accounts": […], "connectors": […]}`, with the fields of the replaced product's API. */
export function readJson(text: string, path: string, report: Report): readonly Row[] {
  const file = fileIn(text, path, report);
  if (file === undefined) return [];
  if (!isJsonObject(file)) {
    report.faultAt(path, 'must be an object with the lists accounts and connectors');
    return [];
  }
  return Object.entries(file).flatMap(([list, entries]) => {
    const kind = Object.hasOwn(LISTS, list) ? LISTS[list] : undefined;
    const place = `${path}, ${shownName(list)}`;
    if (kind === undefined) report.faultAt(place, `is not a known list${didYouMean(list, Object.keys(LISTS))}`);
    else if (!Array.isArray(entries)) report.faultAt(place, 'must be a list');
    else return entries.flatMap((entry, index) => rowIn(entry, kind, `${place}[${index}]`, report));
    return [];
  });
}

function fileIn(text: string, path: string, report: Report): unknown {
  try {
    return parseStrictJson(text.replace(/^\ufeff/, ''));
  } catch (error) {
    // The parser's error repeats nothing of the text.
    report.faultAt(path, `is ${error instanceof Error ? error.message : 'not JSON'}`);
    return undefined;
  }
}

function rowIn(entry: unknown, kind: Kind, place: string, report: Report): readonly Row[] {
  if (!isJsonObject(entry)) {
    report.faultAt(place, 'must be an object');
    return [];
  }
  const members = Object.entries(entry);
  const columns = members.map(([name]) => columnOf(name));
  for (const [index, [name]] of members.entries()) {
    const column = columns[index];
    if (column === undefined || column === 'kind') {
      report.faultAt(`${place}, ${shownName(name)}`, `is not a known field${didYouMean(name, COLUMN_NAMES)}`);
    } else if (column !== 'secret' && columns.indexOf(column) < index) {
      report.faultAt(`${place}, ${shownName(name)}`, 'is there twice, by two names: keep one of them');
    }
  }
  return [rowOf({ kind, place, members: members.filter((_member, index) => columns[index] !== 'kind') }, report)];
}
