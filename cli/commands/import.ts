import { extname } from 'node:path';
import type { Command } from 'commander';
import { readCliSettings } from '../../shared/config/config.ts';
import { usageError } from '../command.ts';
import { assertFree, readText, writeText } from '../files/text-files.ts';
import type { ImportedAccount } from '../import/accounts.ts';
import { type Imported, importRows } from '../import/import.ts';
import { assertOptions, type ImportOptions } from '../import/options.ts';
import { readCsv } from '../import/read-csv.ts';
import { readJson } from '../import/read-json.ts';
import { Report, type Row } from '../import/rows.ts';
import { toYaml } from '../import/to-yaml.ts';

interface Options extends ImportOptions {
  readonly file?: string;
  readonly force?: boolean;
  readonly format?: string;
}

const READERS: Readonly<Record<string, typeof readCsv>> = { csv: readCsv, json: readJson };

/** A longer file is none that a person wrote down. */
const LONGEST = 8_388_608;

export function addImportCommand(program: Command): void {
  program
    .command('import')
    .description('make definitions of accounts and connectors of Identity Federation for AWS; nothing is asked of AWS')
    .argument('<files...>', 'CSV or JSON files that list them')
    .option('--format <form>', 'csv or json; by the name of the file otherwise')
    .option('-f, --file <file>', 'where to; to the terminal otherwise')
    .option('--force', 'write over a file that is there')
    .option('--people-issuer <id>', "the issuer of people's tokens, for connectors with groups")
    .option('--agents-role <arn...>', 'the roles of build agents, which may use the connectors of system scope')
    .option('--job-issuer <id>', "the issuer of the agents' tokens; without it, agents sign their requests")
    .option('--account-id <id>', 'the account that Portunus runs in, for the ARNs of keys, and for Provided')
    .option('--region <region>', 'the region that Portunus runs in (AWS_REGION otherwise)')
    .option('--stage <stage>', 'the stage of Portunus (PORTUNUS_STAGE otherwise)')
    .action(importFiles);
}

async function importFiles(files: readonly string[], { file, force, format, ...given }: Options): Promise<void> {
  const { region, stage } = readCliSettings();
  const options = { ...(region !== undefined && { region }), ...(stage !== undefined && { stage }), ...given };
  assertOptions(options);
  if (file !== undefined && !force) await assertFree([file]);
  const report = new Report();
  const rows: Row[] = [];
  for (const path of files) rows.push(...(await rowsOf(path, format, report)));
  const imported = importRows(rows, options, report);
  const text = toYaml(imported);
  if (file === undefined) process.stdout.write(text);
  else await writeText(file, text, force ? 'w' : 'wx', 0o600);
  for (const line of [...report.notes.map((note) => `note: ${note}`), ...nextSteps(imported, file)])
    console.error(line);
}

async function rowsOf(path: string, format: string | undefined, report: Report): Promise<readonly Row[]> {
  const form = format ?? extname(path).slice(1).toLowerCase();
  const read = Object.hasOwn(READERS, form) ? READERS[form] : undefined;
  if (read === undefined) throw usageError(`--format must be csv or json: the name of ${path} does not say`);
  const text = await readText(path);
  if (text.length > LONGEST) report.faultAt(path, `has more than ${LONGEST} characters`);
  else if (/[\0\ufffd]/.test(text)) report.faultAt(path, 'is not UTF-8: save it as "CSV UTF-8"');
  else return read(text, path, report);
  return [];
}

function nextSteps({ accounts, connectors }: Imported, file: string | undefined): readonly string[] {
  const kept = connectors.filter(({ definition }) => definition.externalId !== undefined).length;
  const undecided = connectors.filter(({ isUndecided }) => isUndecided).length;
  return [
    `${file === undefined ? 'made' : `wrote ${file}:`} ${counted(accounts.length, 'account')}, ${counted(connectors.length, 'connector')}`,
    ...(undecided > 0
      ? [`decide which jobs may use ${counted(undecided, 'connector')} of system scope: no job may yet`]
      : []),
    ...keySteps(accounts),
    ...(kept > 0 ? [`${counted(kept, 'external ID')} kept: apply with --direct, because the API makes its own`] : []),
    'then check the file with "portunus lint", and apply it',
  ];
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** Accounts that share a key share its secret. */
function keySteps(accounts: readonly ImportedAccount[]): readonly string[] {
  const keys = [...new Set(accounts.flatMap(({ accessKeyId }) => accessKeyId ?? []))];
  return keys.map((key) => {
    const ids = accounts.filter(({ accessKeyId }) => accessKeyId === key).map(({ definition }) => definition.id);
    return `put the key ${key} into the secret of ${ids.join(' and ')} (docs/migrating.md, "The accounts dialog")`;
  });
}
