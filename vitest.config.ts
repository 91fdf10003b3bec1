import { readFileSync } from 'node:fs';
import { configDefaults, defineConfig } from 'vitest/config';
import { isWholeRun, LONG_FILES } from './test/support/long-files.ts';
import LongestFirst from './test/support/longest-first.ts';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

export default defineConfig({
  define: { PORTUNUS_VERSION: JSON.stringify(version) },
  test: {
    include: ['test/**/*.test.ts'],
    exclude: [...configDefaults.exclude, ...(isWholeRun ? [] : LONG_FILES)],
    // Nothing of the machine's AWS set-up reaches a test, and nothing asks an instance for its identity.
    env: { AWS_EC2_METADATA_DISABLED: 'true', AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null' },
    // Most of a small file's time would go into loading the AWS SDK and the rest of its modules anew. Files that share a
    // process leave it as they found it.
    isolate: false,
    globalSetup: ['test/support/run-folder.ts'],
    setupFiles: ['test/support/leave-as-found.ts'],
    // Most of them wait for time limits to pass, and not for a processor.
    maxWorkers: 4,
    sequence: { sequencer: LongestFirst },
    // These end what hangs, and nothing else: a busy machine may take twenty times as long as an idle one.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    expect: { poll: { timeout: 60_000 } },
    reporters: ['default', './test/support/summary-reporter.ts'],
    coverage: { provider: 'v8', include: ['shared/**', 'functions/**', 'cli/**'], reportsDirectory: 'coverage' },
  },
});
