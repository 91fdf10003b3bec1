import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { printChanges } from '../../../bench/compare.ts';
import { addRun, readRuns, readSetup } from '../../../bench/history.ts';
import type { Figure } from '../../../bench/statistics.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'portunus-bench-'));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

const SETUP = { commit: 'abc1234', date: '2026-11-28T12:00:00.000Z', machine: 'a CPU x 2, 8 GB', node: 'v24.21.0' };

function aFigure(name: string, p50: number): Figure {
  return { name, p25: p50, p50, p75: p50, blocks: 16, most: 1 };
}

/** What `npm run bench -- compare` prints, and whether it ends with a failure. */
function compared(...runs: readonly (readonly Figure[])[]) {
  const file = join(folder, 'runs/bench.jsonl');
  for (const figures of runs) addRun(file, { ...SETUP, figures });
  const print = vi.spyOn(console, 'log').mockReturnValue();
  const isWorse = printChanges(file);
  return { isWorse, last: print.mock.calls.map(([line]) => line).slice(2) };
}

describe('the history of benchmarks', () => {
  test('keeps every run, in its order', () => {
    const file = join(folder, 'runs/bench.jsonl');
    const [one, other] = [1, 2].map((p50) => ({ ...SETUP, figures: [aFigure('ratio', p50)] }));
    addRun(file, one as never);
    addRun(file, other as never);
    expect(readRuns(file)).toEqual([one, other]);
  });

  test('marks the commit of a tree that was changed', () => {
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.org', ...args], { cwd: folder });
    git('init', '--quiet');
    writeFileSync(join(folder, 'file'), 'as committed');
    git('add', 'file');
    git('commit', '--quiet', '--message', 'First');
    const before = readSetup(new Date(), folder).commit;
    writeFileSync(join(folder, 'file'), 'changed');
    expect([before, readSetup(new Date(), folder).commit]).toEqual([
      expect.stringMatching(/^[0-9a-f]{7,}$/),
      `${before}+`,
    ]);
  });
});

describe('npm run bench -- compare', () => {
  test('fails and names what got worse', () => {
    expect(compared([aFigure('ratio', 1), aFigure('other', 1)], [aFigure('ratio', 1.5), aFigure('other', 1)])).toEqual({
      isWorse: true,
      last: [
        'worse: ratio: 1.000 -> 1.500, with a spread of 0.000',
        '1 of 2 figures got worse by more than their spread',
      ],
    });
  });

  test('passes if nothing got worse', () => {
    expect(compared([aFigure('ratio', 1)], [aFigure('ratio', 1)])).toEqual({
      isWorse: false,
      last: ['0 of 1 figures got worse by more than their spread'],
    });
  });

  test('refuses a history with nothing to compare, which is no pass', () => {
    expect(() => compared([aFigure('ratio', 1)], [aFigure('other', 1)])).toThrow('no two runs with a figure in common');
  });
});
