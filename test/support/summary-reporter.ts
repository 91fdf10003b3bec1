import type { Reporter, TestModule } from 'vitest/node';
import { isWholeRun, LONG_FILES } from './long-files.ts';

/** Ends a run with what was left out and why, and with one plain line of counts. */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const count = (state: string) => tests.filter((test) => test.result().state === state).length;
    // A hook that fails is no test, and takes the tests of its file or group with it.
    const groups = modules.flatMap((module) => [module, ...module.children.allSuites()]);
    const broken = groups.filter((group) => group.errors().length > 0).length;
    const skipped = tests.filter((test) => test.result().state === 'skipped');
    for (const suite of new Set(skipped.map((test) => test.fullName.split(' > ')[0])))
      console.log(`left out: ${suite}`);
    const { length } = LONG_FILES;
    if (!isWholeRun) {
      console.log(
        `left out: ${length} files that take long (test/support/long-files.ts); PORTUNUS_TEST_ALL=true runs them`,
      );
    }
    const left = skipped.length === 0 ? '' : `, ${skipped.length} skipped`;
    console.log(`${count('passed')} passed, ${count('failed') + broken} failed${left}`);
    // Where everything is installed, nothing may be left out in silence.
    if (isWholeRun && skipped.length > 0) process.exitCode = 1;
  }
}
