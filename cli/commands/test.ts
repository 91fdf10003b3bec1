import { dirname } from 'node:path';
import type { Command } from 'commander';
import { makeFolder } from '../files/text-files.ts';
import { offlinePorts } from '../offline.ts';
import { jsonText, outputOption } from '../output.ts';
import { type CasesFile, readCasesFile } from './cases-file.ts';
import { type CaseResult, type FileResult, failureLines, runCase } from './run-case.ts';

interface Options {
  readonly file: readonly string[];
  readonly junit?: string;
  readonly output: string;
}

export function addTestCommand(program: Command): void {
  program
    .command('test')
    .description('decide cases by definitions that lie in files, and compare; nothing is asked of AWS or of a service')
    .requiredOption('-f, --file <files...>', 'the cases')
    .option('--junit <file>', 'write the results there too, as JUnit XML')
    .addOption(outputOption('text', 'json'))
    .action(async ({ file, junit, output }: Options) => {
      if (junit !== undefined) await makeFolder(dirname(junit));
      const files = await Promise.all(file.map(readCasesFile));
      const results = await Promise.all(files.map(runFile));
      console.log(output === 'json' ? jsonText(toJson(results)) : textOf(results));
      if (failuresIn(results) > 0) process.exitCode = 1;
      if (junit === undefined) return;
      const { writeJunit } = await import('./junit.ts');
      await writeJunit(results, junit);
    });
}

async function runFile({ path, cases, definitions }: CasesFile): Promise<FileResult> {
  const ports = offlinePorts(definitions);
  return { file: path, cases: await Promise.all(cases.map((one) => runCase(one, ports))) };
}

function countOf(results: readonly FileResult[]): number {
  return results.flatMap(({ cases }) => cases).length;
}
function failuresIn(results: readonly FileResult[]): number {
  return results.flatMap(({ cases }) => cases).filter(({ passed }) => !passed).length;
}

function toJson(results: readonly FileResult[]) {
  return {
    passed: countOf(results) - failuresIn(results),
    failed: failuresIn(results),
    files: results,
  };
}

function textOf(results: readonly FileResult[]): string {
  return [
    ...results.flatMap(({ file, cases }) => [...(results.length > 1 ? [`${file}:`] : []), ...cases.flatMap(caseLines)]),
    `${countOf(results) - failuresIn(results)} passed, ${failuresIn(results)} failed`,
  ].join('\n');
}

function caseLines(result: CaseResult): readonly string[] {
  return result.passed
    ? [`ok   ${result.name}`]
    : [`FAIL ${result.name}`, ...failureLines(result).map((line) => `     ${line}`)];
}
