import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, readFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { dirname } from 'node:path';
import type { Figure } from './statistics.ts';

/** Where and of what figures are. */
export interface Setup {
  /** The commit, with a + if there were changes beside it. */
  readonly commit: string;
  readonly date: string;
  readonly machine: string;
  readonly node: string;
}

export interface Run extends Setup {
  readonly figures: readonly Figure[];
}

/** What is measured: the checkout in the folder `cwd`. */
export function readSetup(now: Date, cwd = process.cwd()): Setup {
  const git = (...args: string[]) => execFileSync('git', args, { cwd, encoding: 'utf8' }).trim();
  const [cpu] = cpus();
  return {
    commit: `${git('rev-parse', '--short', 'HEAD')}${git('status', '--porcelain', '--untracked-files=no') === '' ? '' : '+'}`,
    date: now.toISOString(),
    machine: `${cpu?.model.trim()} x ${cpus().length}, ${Math.round(totalmem() / 2 ** 30)} GB`,
    node: process.version,
  };
}

export function setupText({ commit, date, machine, node }: Setup): string {
  return `${date}  ${commit}  ${machine}, Node.js ${node}`;
}

/** Adds one line of JSON to the history. */
export function addRun(file: string, run: Run): void {
  mkdirSync(dirname(file), { recursive: true });
  appendFileSync(file, `${JSON.stringify(run)}\n`);
}

/** Reads the runs, the oldest first. */
export function readRuns(file: string): readonly Run[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}
