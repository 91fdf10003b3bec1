import { csvRow } from '../../../shared/domain/csv.ts';
import { texts } from '../../texts/index.ts';
import { stateOf } from './find.ts';
import type { Row } from './rows.ts';

type Column = keyof typeof texts.connectors.csv;

const CELLS: { readonly [column in Column]: (row: Row) => string | undefined } = {
  id: ({ id }) => id,
  name: ({ name }) => name,
  account: ({ account }) => account,
  principalType: ({ principalType }) => principalType,
  serves: ({ serves }) => serves.join(' '),
  access: ({ access }) => access,
  state: stateOf,
  lastUsedAt: ({ lastUsedAt }) => lastUsedAt,
  verified: ({ verified }) => verified?.outcome,
  verifiedAt: ({ verified }) => verified?.at,
  failingSince: ({ verified }) => verified?.failingSince,
};

/** The list as a table for spreadsheets (RFC 4180). */
export function csvOf(rows: readonly Row[]): string {
  const columns = Object.keys(CELLS) as Column[];
  const lines = [
    columns.map((column) => texts.connectors.csv[column]),
    ...rows.map((row) => columns.map((column) => CELLS[column](row) ?? '')),
  ];
  return lines.map((cells) => `${csvRow(cells)}\r\n`).join('');
}

/**
 * The definitions as `portunus apply` reads them, and as `portunus export` writes them: without external IDs, which
 * Portunus keeps. What can't be read is left out.
 */
export function definitionsOf(rows: readonly Row[]): { readonly connectors: readonly object[] } {
  return {
    connectors: rows.flatMap(({ written }) => {
      if (written === undefined) return [];
      const { externalId: _kept, ...definition } = { externalId: undefined, ...written };
      return [definition];
    }),
  };
}
