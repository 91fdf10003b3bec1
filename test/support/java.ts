import { spawnSync } from 'node:child_process';

/** DynamoDB Local needs Java 17 or newer. */
export function hasJava(): boolean {
  const { stderr = '', status } = spawnSync('java', ['-version'], { encoding: 'utf8' });
  const [, major] = /version "(\d+)/.exec(stderr ?? '') ?? [];
  return status === 0 && Number(major) >= 17;
}

/** For the names of suites: a run without Java says what it left out, and why. */
export const WITHOUT_JAVA = hasJava() ? '' : ' [left out: DynamoDB Local needs Java 17, and there is none on the PATH]';
