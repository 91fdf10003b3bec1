import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { LONG_FILES } from '../support/long-files.ts';
import { LONGEST } from '../support/longest-first.ts';

it.each([
  ['that take long', LONG_FILES],
  ['that begin first', LONGEST],
])('the test files %s are there, by the names that they have now', (_which, files) => {
  expect(files.filter((file) => !existsSync(file))).toEqual([]);
});
