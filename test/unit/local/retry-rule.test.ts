// The rule that simulated helpers follow, compared with the one in clients/portunus-request.sh, answer by answer.
import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { type Answer, startTries } from '../../../local/burst/retry-rule.ts';
import { seededRandom } from '../../../local/simulation/random.ts';

interface Given extends Answer {
  /** How long the answer took, in microseconds. The helper takes the last three digits for chance. */
  readonly took: number;
}

/** Sources the helper's file, with a curl that gives the next answer and a sleep that says how long it is. */
const SCRIPT = `
  set -eu
  . clients/portunus-request.sh
  curl() { read -r given <&3; printf '{}\\n\\n%s' "$given"; }
  sleep() { printf '%s ' "$1"; }
  while [ "$1" -gt 0 ]; do request ''; printf '%s\\n' "$status"; set -- "$(($1 - 1))"; done`;

function toLine({ status, retryAfter, took }: Given): string {
  return `${status} 000 ${Math.floor(took / 1e6)}.${String(took % 1e6).padStart(6, '0')} ${retryAfter ?? ''}`;
}

/** One line for each request: its pauses, and the status that it ended with. */
function askHelper(answers: readonly Given[], requests: number): readonly string[] {
  const input = answers.map(toLine).join('\n');
  const text = execFileSync('sh', ['-c', `exec 3<&0; ${SCRIPT}`, 'sh', String(requests)], { input, encoding: 'utf8' });
  return text.trimEnd().split('\n');
}

function followRule(answers: readonly Given[]): readonly string[] {
  const lines: string[] = [];
  let tries = startTries();
  let pauses = '';
  for (const answer of answers) {
    const wait = tries.after(answer, Math.floor(answer.took / 1000), answer.took % 1000);
    if (wait !== undefined) {
      pauses += `${Math.floor(wait / 1000)}.${String(wait % 1000).padStart(3, '0')} `;
      continue;
    }
    lines.push(`${pauses}${answer.status}`);
    tries = startTries();
    pauses = '';
  }
  return lines;
}

it("is the helper's: the same pauses, and the same end", () => {
  const random = seededRandom(20_261_127);
  const one = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)] as T;
  const answers = Array.from({ length: 600 }, (): Given => {
    const status = one([429, 429, 429, 503, 503, 502, 504, 200, 400]);
    const retryAfter = status === 503 ? one([undefined, 0, 1, 4, 30]) : undefined;
    return {
      status,
      ...(retryAfter !== undefined && { retryAfter }),
      took: Math.floor(random() * one([2e3, 2e5, 6e6])),
    };
  });
  const expected = followRule(answers);
  expect(expected.length).toBeGreaterThan(50);
  expect(askHelper(answers, expected.length)).toEqual(expected);
});
