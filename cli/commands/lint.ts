import type { Command } from 'commander';
import { readCliSettings } from '../../shared/config/config.ts';
import type { FieldError } from '../../shared/domain/errors.ts';
import { destinationFaults } from '../../shared/policy/definitions/check-destinations.ts';
import { stageFaults } from '../../shared/policy/definitions/check-stage.ts';
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

interface Reported {
  readonly file: string;
  readonly line: number;
  readonly severity: Severity;
  readonly detail: string;
  /** The name of a rule in docs/lint.md, or of the check that failed before the linter ran. */
  readonly rule: string;
}

export function addLintCommand(program: Command): void {
  program
    .command('lint')
    .description('look for faults and risks in definitions that lie in files; nothing is asked of AWS or of a service')
    .requiredOption('-f, --file <paths...>', FILES_HELP)
    .addOption(outputOption('text', 'json'))
    .action(async ({ file, output }: Options) => {
      const reported = (await lintFiles(file)).toSorted(byPlace);
      const counts = {
        errors: countOf(reported, 'error'),
        warnings: countOf(reported, 'warning'),
        notices: countOf(reported, 'notice'),
      };
      console.log(output === 'json' ? jsonText({ ...counts, findings: reported }) : textOf(reported, counts));
      if (counts.errors + counts.warnings > 0) process.exitCode = 1;
    });
}

async function lintFiles(paths: readonly string[]): Promise<readonly Reported[]> {
  try {
    return findingsIn(await readDefinitionsFiles(paths));
  } catch (error) {
    // Without the unreadable definitions, the others cannot be judged.
    if (error instanceof FileFaults) return error.faults.map((fault) => toReported(fault, 'error', 'schema'));
    throw error;
  }
}

function findingsIn({ definitions, locate }: DefinitionsFile): readonly Reported[] {
  const { faults, missing, warnings } = referencesOf(definitions);
  const { connectorRoles, stage, destinations } = readCliSettings();
  const ofStage = stage === undefined ? [] : stageFaults(definitions, stage);
  const reportAs = (severity: Severity) => (fault: FieldError) =>
    toReported(toFileFault(fault, locate), severity, 'reference');
  return [
    ...[...faults, ...ofStage, ...destinationFaults(definitions, destinations)].map(reportAs('error')),
    ...[...missing, ...warnings].map(reportAs('notice')),
    ...lintDefinitions(definitions, { issuers: [], accounts: [], connectorRoles }).map(
      ({ field, detail, severity, rule }) => toReported({ place: locate(field), detail }, severity, rule),
    ),
  ];
}

function toReported({ place, detail }: FileFault, severity: Severity, rule: string): Reported {
  const colon = place.lastIndexOf(':');
  return { file: place.slice(0, colon), line: Number(place.slice(colon + 1)), severity, detail, rule };
}

/** Compares by file and line. The sort is stable, so findings on one line keep their order. */
function byPlace(a: Reported, b: Reported): number {
  return a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1;
}

function countOf(reported: readonly Reported[], severity: Severity): number {
  return reported.filter((one) => one.severity === severity).length;
}

function textOf(reported: readonly Reported[], counts: Readonly<Record<string, number>>): string {
  return [
    ...reported.map(({ file, line, severity, detail, rule }) => `${file}:${line}: ${severity}: ${detail} (${rule})`),
    Object.entries(counts)
      .map(([what, count]) => `${count} ${count === 1 ? what.slice(0, -1) : what}`)
      .join(', '),
  ].join('\n');
}
