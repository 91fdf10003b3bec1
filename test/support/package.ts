import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { unzipSync } from 'fflate';

const run = promisify(execFile);

/** Serverless puts its zips together beside its file: two that pack one folder at once take each other's. */
function copyService(): string {
  const copy = mkdtempSync(join(tmpdir(), 'portunus-service-'));
  const built = readdirSync('functions').filter((name) => name !== 'common');
  for (const part of [
    'serverless.yml',
    'package.json',
    'functions',
    'shared',
    ...built.map((name) => `dist/${name}`),
  ]) {
    cpSync(part, join(copy, part), { recursive: true });
  }
  symlinkSync(resolve('node_modules'), join(copy, 'node_modules'));
  return copy;
}

/** Packages what would be deployed into a folder: the template, and a zip for each function. Needs no credentials. */
export async function packageInto(folder: string): Promise<void> {
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
