// `.ci/run` does two things at a time. A failure of either must end it, or a change would pass that didn't.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const [BESIDE = ''] = /^beside\(\) \{\n.*?\n\}$/ms.exec(readFileSync('.ci/run', 'utf8')) ?? [];

function run(first: string, second: string) {
  const script = `set -euo pipefail\n${BESIDE}\nbeside '${first}' '${second}'\necho went on`;
  const { status, stdout } = spawnSync('bash', ['-c', script], { encoding: 'utf8' });
  return [status, stdout];
}

it('goes on if both succeed, and what the second printed follows the first', () => {
  expect(run('sleep 0.1; echo one', 'echo two')).toEqual([0, 'one\ntwo\nwent on\n']);
});

it.each([
  ['the first', 'false; echo one', 'echo two', 'two\n'],
  ['the second', 'echo one', 'false; echo two', 'one\n'],
  ['a part of a pipe', 'false | cat; echo one', 'echo two', 'two\n'],
])('ends if %s fails, at that failure, and shows what the other printed', (_which, first, second, shown) => {
  expect(run(first, second)).toEqual([1, shown]);
});
