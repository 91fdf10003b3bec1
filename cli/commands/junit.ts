import junit, { type Builder } from 'junit-report-builder';
import { writeText } from '../files/text-files.ts';
import { type FileResult, failureLines } from './run-case.ts';

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
