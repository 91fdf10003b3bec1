// `portunus import` without its files and its process: texts in, YAML and notes out.
import { readFileSync } from 'node:fs';
import { CommandError } from '../../cli/command.ts';
import { importRows } from '../../cli/import/import.ts';
import type { ImportOptions } from '../../cli/import/options.ts';
import { readCsv } from '../../cli/import/read-csv.ts';
import { readJson } from '../../cli/import/read-json.ts';
import { Report } from '../../cli/import/rows.ts';
import { toYaml } from '../../cli/import/to-yaml.ts';

export type Files = Readonly<Record<string, string>>;

function fixture(name: string): string {
  return readFileSync(`test/fixtures/import/${name}`, 'utf8');
}

/** A set-up of three accounts and twelve connectors, in both forms. */
export const CSV: Files = { 'accounts.csv': fixture('accounts.csv'), 'connectors.csv': fixture('connectors.csv') };
export const JSON_FILE: Files = { 'set-up.json': fixture('set-up.json') };

export const AGENTS = 'arn:aws:iam::111122223333:role/bamboo-agents';

/** Where Portunus runs, and whose tokens hold groups. */
export const OPTIONS: ImportOptions = {
  peopleIssuer: 'corp',
  accountId: '111122223333',
  region: 'eu-west-1',
  stage: 'dev',
};

export interface ImportedText {
  readonly text: string;
  readonly notes: readonly string[];
}

export function importTexts(files: Files, options: ImportOptions = OPTIONS): ImportedText {
  const report = new Report();
  const rows = Object.entries(files).flatMap(([path, text]) =>
    path.endsWith('.json') ? readJson(text, path, report) : readCsv(text, path, report),
  );
  return { text: toYaml(importRows(rows, options, report)), notes: report.notes };
}

/** The faults of files that are refused. */
export function faultsOf(files: Files, options: ImportOptions = OPTIONS): readonly string[] {
  try {
    importTexts(files, options);
  } catch (error) {
    if (error instanceof CommandError) return error.lines.slice(0, -1);
    throw error;
  }
  return [];
}
