import junit, { type Builder } from 'junit-report-builder';
import { writeText } from '../files/text-files.ts';
import type { Report } from '../smoke/report.ts';
import { type FileResult, failureLines } from './run-case.ts';
import type { VerifyResult } from './verify-result.ts';

// The package's types declare a member `default`, but its export is the builder itself.
function newBuilder(): Builder {
  return (junit as unknown as Builder).newBuilder();
}

/**
 * Writes results as JUnit XML for CI systems: a suite for each file, and for each failure the text that the terminal
 * shows.
 */
export async function writeJunit(results: readonly FileResult[], path: string): Promise<void> {
  const report = newBuilder();
  for (const { file, cases } of results) {
    const suite = report.testSuite().name(file);
    for (const result of cases) {
      const one = suite.testCase().className(file).name(result.name);
      if (result.passed) continue;
      one.failure(`expected ${result.expected}, was ${result.actual}`).stacktrace(failureLines(result).join('\n'));
    }
  }
  await writeText(path, report.build(), 'w');
}

/** Returns the report of a smoke test as JUnit XML. What was not tried is skipped, with what to give for it. */
export function smokeJunit({ url, results, left }: Report): string {
  const report = newBuilder();
  const suite = report.testSuite().name(`portunus smoke ${url}`);
  for (const { id, proves, verdict, because, seconds } of results) {
    const one = suite
      .testCase()
      .className(id.split('.', 1)[0] ?? id)
      .name(id)
      .time(seconds);
    one.standardOutput(`${proves}\n${because}`);
    if (verdict === 'refuted') one.failure(because);
    if (verdict === 'not tried') one.skipped();
  }
  for (const { what, why } of left) suite.testCase().className('cleanup').name(what).failure(why);
  return report.build().trimEnd();
}

/** Returns verifications as JUnit XML: a suite for each connector, and a case for each check. */
export function verifyJunit(results: readonly VerifyResult[]): string {
  const report = newBuilder();
  for (const { connectorId, checks } of results) {
    const suite = report.testSuite().name(connectorId);
    for (const { check, outcome, seen, todo } of checks) {
      const one = suite.testCase().className(connectorId).name(check);
      if (outcome === 'passed') one.standardOutput(seen);
      else if (outcome === 'failed') one.failure(seen).stacktrace(todo ?? seen);
      else one.skipped();
    }
  }
  return report.build().trimEnd();
}
