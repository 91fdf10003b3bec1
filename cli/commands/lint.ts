import type { Command } from 'commander';
import { readCliSettings } from '../../shared/config/config.ts';
import type { FieldError } from '../../shared/domain/errors.ts';
import { lintDefinitions } from '../../shared/policy/lint/lint.ts';
import type { Finding } from '../../shared/policy/lint/rules.ts';
import { FILES_HELP } from '../files/definition-paths.ts';
import { type DefinitionsFile, readDefinitionsFiles, toFileFault } from '../files/definitions-file.ts';
import { type FileFault, FileFaults } from '../files/faults.ts';
import { referencesOf } from '../offline.ts';
import { jsonText, outputOption } from '../output.ts';

interface Options {
  readonly file: readonly string[];
  readonly output: string;
}

type Severity = Finding['severity'];

interface Told {
  readonly file: string;
  readonly line: number;
  readonly severity: Severity;
  readonly detail: string;
  /** Of docs/lint.md, or what was looked at before the linter. */
  readonly rule: string;
}

export function addLintCommand(program: Command): void {
  program
    .command('lint')
    .description('look for faults and risks in definitions that lie in files; nothing is asked of AWS or of a service')
    .requiredOption('-f, --file <paths...>', FILES_HELP)
    .addOption(outputOption('text', 'json'))
    .action(async ({ file, output }: Options) => {
      const told = (await lintFiles(file)).toSorted(byPlace);
      const counts = {
        errors: countOf(told, 'error'),
        warnings: countOf(told, 'warning'),
        notices: countOf(told, 'notice'),
      };
      console.log(output === 'json' ? jsonText({ ...counts, findings: told }) : textOf(told, counts));
      if (counts.errors + counts.warnings > 0) process.exitCode = 1;
    });
}

async function lintFiles(paths: readonly string[]): Promise<readonly Told[]> {
  try {
    return findingsIn(await readDefinitionsFiles(paths));
  } catch (error) {
    // Beside definitions that are not readable the others can't be judged.
    if (error instanceof FileFaults) return error.faults.map((fault) => toTold(fault, 'error', 'schema'));
    throw error;
  }
}

function findingsIn({ definitions, locate }: DefinitionsFile): readonly Told[] {
  const { faults, missing, warnings } = referencesOf(definitions);
  const { connectorRoles } = readCliSettings();
  const tell = (severity: Severity) => (fault: FieldError) => toTold(toFileFault(fault, locate), severity, 'reference');
  return [
    ...faults.map(tell('error')),
    ...[...missing, ...warnings].map(tell('notice')),
    ...lintDefinitions(definitions, { issuers: [], accounts: [], connectorRoles }).map(
      ({ field, detail, severity, rule }) => toTold({ place: locate(field), detail }, severity, rule),
    ),
  ];
}

function toTold({ place, detail }: FileFault, severity: Severity, rule: string): Told {
  const colon = place.lastIndexOf(':');
  return { file: place.slice(0, colon), line: Number(place.slice(colon + 1)), severity, detail, rule };
}

/** Stable, so that what is told of one line stays in its order. */
function byPlace(a: Told, b: Told): number {
  return a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1;
}

function countOf(told: readonly Told[], severity: Severity): number {
  return told.filter((one) => one.severity === severity).length;
}

function textOf(told: readonly Told[], counts: Readonly<Record<string, number>>): string {
  return [
    ...told.map(({ file, line, severity, detail, rule }) => `${file}:${line}: ${severity}: ${detail} (${rule})`),
    Object.entries(counts)
      .map(([what, count]) => `${count} ${count === 1 ? what.slice(0, -1) : what}`)
      .join(', '),
  ].join('\n');
}
