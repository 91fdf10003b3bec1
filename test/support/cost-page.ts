// The tables of docs/cost.md. What a test counts is held against them, and the dollars are calculated from them.
import { readFileSync } from 'node:fs';

export const COST_PAGE = readFileSync('docs/cost.md', 'utf8');

/** The columns of its tables: a login by how it ends. */
export const KINDS = ['fresh', 'cached', 'refused', 'rejected'] as const;
export type Kind = (typeof KINDS)[number];
type ByKind = Readonly<Record<Kind, number>>;

/** The rows of the table under a heading, by their first cell. */
export function tableUnder(heading: string, page = COST_PAGE): ReadonlyMap<string, readonly string[]> {
  const [, section = ''] = page.split(new RegExp(`\n##+ ${heading}\n`));
  const [table = ''] = /(?:\|.*\n)+/.exec(section) ?? [];
  const rows = table.trim().split('\n').slice(2);
  const cells = rows.map((row) => row.replaceAll('**', '').slice(2, -2).split(' | '));
  return new Map(cells.map(([name = '', ...values]) => [name, values]));
}

export function numberIn(cell: string | undefined): number {
  const found = Number(cell?.replaceAll(',', ''));
  if (cell === undefined || Number.isNaN(found)) throw new Error(`no number: ${cell}`);
  return found;
}

/** What the page says of one login, by the name of the row. */
export function perLogin(heading: string): Readonly<Record<string, ByKind>> {
  return Object.fromEntries(
    [...tableUnder(heading)].map(([name, cells]) => [
      name,
      Object.fromEntries(KINDS.map((kind, index) => [kind, numberIn(cells[index])])) as ByKind,
    ]),
  );
}
