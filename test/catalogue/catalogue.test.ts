// The tables of attacks and faults say of every row where it is tested; this says whether that is so.
import { existsSync, readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { ATTACKS } from './attacks.ts';
import { FAULTS } from './faults.ts';
import type { Row } from './row.ts';

function numbered(prefix: string, from: number, to: number): readonly string[] {
  return Array.from({ length: to - from + 1 }, (_, index) => `${prefix}${from + index}`);
}

const EXPECTED = {
  attacks: [
    ...numbered('B', 1, 22),
    ...numbered('B', 30, 40),
    ...numbered('B', 50, 57),
    ...numbered('B', 60, 67),
    ...numbered('T', 1, 47),
  ],
  faults: [
    ...numbered('F-JWKS-', 1, 15),
    ...numbered('F-CLOCK-', 1, 4),
    ...numbered('F-DYNAMODB-', 1, 11),
    ...numbered('F-AUDIT-', 1, 10),
    ...numbered('F-STS-', 1, 12),
    ...numbered('F-ECR-', 1, 10),
    ...numbered('F-LAMBDA-', 1, 4),
    ...numbered('F-SECRETS-', 1, 10),
    ...numbered('F-SQS-', 1, 11),
    ...numbered('F-IAM-', 1, 4),
  ],
};

/** The text of a file without its comments: what a comment says is not a test. */
function textOf(file: string): string {
  return readFileSync(file, 'utf8').replaceAll(/^\s*(?:\/\/|\/?\*).*$/gm, '');
}

function isCovered(row: Row) {
  return 'coveredBy' in row;
}

describe.each([
  ['attacks', ATTACKS],
  ['faults', FAULTS],
] as const)('the table of %s', (name, rows) => {
  afterAll(() => {
    const covered = rows.filter(isCovered).length;
    console.log(`${name}: ${covered} rows covered, ${rows.length - covered} not applicable`);
  });

  it('has every row once, and no other', () => {
    expect(rows.map(({ id }) => id).sort()).toEqual([...EXPECTED[name]].sort());
  });

  it('has each row either tested or out of the question, and says why', () => {
    for (const row of rows) {
      expect(row.what).not.toBe('');
      expect(['coveredBy', 'doesNotApply'].filter((member) => member in row)).toHaveLength(1);
      if ('doesNotApply' in row) expect(row.doesNotApply).toMatch(/\w+ \w+/);
    }
  });

  it.each(rows.filter((row) => 'coveredBy' in row))('$id ($what) is tested', ({ coveredBy }) => {
    expect(coveredBy).not.toEqual([]);
    for (const { file, test } of coveredBy) {
      expect(existsSync(file), `there is no ${file}`).toBe(true);
      expect(test).toMatch(/\S{2}/);
      expect(textOf(file), `${file} leaves tests out`).not.toMatch(/\b(?:it|test|describe)\.(?:skip|todo|only)\b/);
      expect(textOf(file).includes(test), `${file} has no test "${test}"`).toBe(true);
    }
  });
});
