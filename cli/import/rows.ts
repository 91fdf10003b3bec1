import { shownName } from '../../shared/domain/parse.ts';
import { CommandError } from '../command.ts';
import { type Column, columnOf, isOfKind, type Kind } from './columns.ts';

/** An account or a connector as a file has it. An empty text means "not set", as in the replaced product's API. */
export interface Row {
  readonly kind: Kind;
  /** Where it is, such as `connectors.csv, row 7`. */
  readonly place: string;
  readonly cells: ReadonlyMap<Column, unknown>;
  /** The columns as the file calls them. */
  readonly headings: ReadonlyMap<Column, string>;
}

/** How many faults are named. The others are only counted. */
const MOST_FAULTS = 50;

/** Gathers what can't be carried over, so that one run tells everything. No text of a cell is repeated. */
export class Report {
  readonly notes: string[] = [];
  readonly #faults = new Set<string>();
  readonly #places = new Set<string>();

  /** The places that have a fault. */
  get places(): ReadonlySet<string> {
    return this.#places;
  }

  get isFaulty(): boolean {
    return this.#faults.size > 0;
  }

  /** A column is named as the file calls it. */
  placeOf(row: Row, column: Column): string {
    return `${row.place}, ${row.headings.get(column) ?? column}`;
  }

  fault(row: Row, column: Column, detail: string): void {
    this.faultAt(this.placeOf(row, column), detail);
  }

  faultAt(place: string, detail: string): void {
    this.#places.add(place);
    this.#faults.add(`${place}: ${detail}`);
  }

  note(row: Row, column: Column, detail: string): void {
    this.notes.push(`${this.placeOf(row, column)}: ${detail}`);
  }

  /** Throws all faults, if there are some. */
  assertNone(): void {
    if (!this.isFaulty) return;
    const more = this.#faults.size - MOST_FAULTS;
    throw new CommandError([
      ...[...this.#faults].slice(0, MOST_FAULTS),
      ...(more > 0 ? [`${more} more faults: correct these first`] : []),
      'nothing was written',
    ]);
  }
}

const HOLDS_A_SECRET =
  'holds a secret, which import neither reads nor writes: delete the column, and every copy of the file that has it; put the key in place with "portunus accounts put-key"';

/** Texts that may have the form of a secret, and are none. */
const NO_SECRETS: readonly Column[] = ['roleArn', 'externalId', 'iamPolicy', 'policyArns', 'secretArn'];

/** Whether a text has a secret access key in it, which is 40 of these characters, of each kind some. */
function looksSecret(column: Column, value: unknown): boolean {
  if (NO_SECRETS.includes(column)) return false;
  const found = [value].flat().flatMap((text) => (typeof text === 'string' ? text.split(/[^A-Za-z0-9/+]+/) : []));
  return found.some((text) => text.length === 40 && [/[A-Z]/, /[a-z]/, /[0-9]/].every((kind) => kind.test(text)));
}

interface Entry {
  readonly kind: Kind;
  readonly place: string;
  readonly members: readonly (readonly [heading: string, value: unknown])[];
}

/** Makes a row of an entry whose headings are known. */
export function rowOf({ kind, place, members }: Entry, report: Report): Row {
  const cells = new Map<Column, unknown>();
  const headings = new Map<Column, string>();
  for (const [heading, value] of members) {
    const column = columnOf(heading);
    if (column === undefined || isEmpty(value)) continue;
    const shown = shownName(heading.trim());
    const fault = faultIn(column, value, kind);
    if (fault !== undefined) report.faultAt(`${place}, ${shown}`, fault);
    else if (column !== 'secret') {
      cells.set(column, value);
      headings.set(column, shown);
    }
  }
  return { kind, place, cells, headings };
}

function faultIn(column: Column | 'secret', value: unknown, kind: Kind): string | undefined {
  if (column === 'secret') return HOLDS_A_SECRET;
  if (looksSecret(column, value)) return `looks like a secret access key. If it is one, it ${HOLDS_A_SECRET}`;
  return isOfKind(column, kind) ? undefined : `is not for ${kind}s: empty it`;
}

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || (typeof value === 'string' && value.trim() === '');
}
