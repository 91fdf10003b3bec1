import { execFile } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { unzipSync } from 'fflate';
import { expect, inject } from 'vitest';

const run = promisify(execFile);

/** Serverless puts its zips together beside its file: two that pack one folder at once take each other's. */
function copyService(): string {
  const copy = mkdtempSync(join(tmpdir(), 'portunus-service-'));
  const built = readdirSync('functions').filter((name) => name !== 'common');
  for (const part of [
    'serverless.yml',
    'package.json',
    'deploy',
    'functions',
    'shared',
    ...built.map((name) => `dist/${name}`),
  ]) {
    cpSync(part, join(copy, part), { recursive: true });
  }
  symlinkSync(resolve('node_modules'), join(copy, 'node_modules'));
  return copy;
}

/** Puts what would be deployed into a folder: the template, and a zip for each function. Packaged once in a run of tests. */
export async function packageInto(folder: string): Promise<void> {
  cpSync(await madeOnce('package', packageService), folder, { recursive: true });
}

/** Makes a folder once in a run of tests, and says where it is. */
export async function madeOnce(name: string, make: (folder: string) => Promise<void>): Promise<string> {
  const [folder, outcome] = [join(inject('runFolder'), name), join(inject('runFolder'), `${name}.outcome`)];
  if (isFirst(`${outcome}.lock`)) {
    writeFileSync(
      outcome,
      await make(folder).then(
        () => 'made',
        (error) => String(error),
      ),
    );
  }
  // Another process may be at it. Where it doesn't end, the hook's time limit does.
  while (!existsSync(outcome) || readFileSync(outcome, 'utf8') === '') await sleep(100);
  expect(readFileSync(outcome, 'utf8')).toBe('made');
  return folder;
}

/** Of all processes that ask, one makes the folder. */
function isFirst(lock: string): boolean {
  try {
    mkdirSync(lock);
    return true;
  } catch {
    return false;
  }
}

/** Needs no credentials. */
async function packageService(folder: string): Promise<void> {
  const { PORTUNUS_DEFINITIONS_TABLE: _d, PORTUNUS_ACTIVITY_TABLE: _a, ...environment } = process.env;
  const cwd = copyService();
  await run('serverless', ['package', '--stage', 'prod', '--package', folder], { cwd, env: environment });
  rmSync(cwd, { recursive: true });
}

/** Unpacks a function's zip as Lambda does, and says where. */
export function unzipFunction(folder: string, name: string): string {
  const target = join(folder, `unzipped-${name}`);
  for (const [file, bytes] of Object.entries(unzipSync(readFileSync(join(folder, `${name}.zip`))))) {
    mkdirSync(dirname(join(target, file)), { recursive: true });
    writeFileSync(join(target, file), bytes);
  }
  return target;
}
