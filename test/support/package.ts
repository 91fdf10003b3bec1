import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { unzipSync } from 'fflate';

const run = promisify(execFile);

/** Packages what would be deployed into a folder: the template, and a zip for each function. Needs no credentials. */
export const packageInto = async (folder: string): Promise<void> => {
  const { PORTUNUS_DEFINITIONS_TABLE: _d, PORTUNUS_ACTIVITY_TABLE: _a, ...environment } = process.env;
  await run('serverless', ['package', '--stage', 'prod', '--package', folder], { env: environment });
};

/** Unpacks a function's zip as Lambda does, and says where. */
export const unzipFunction = (folder: string, name: string): string => {
  const target = join(folder, `unzipped-${name}`);
  for (const [file, bytes] of Object.entries(unzipSync(readFileSync(join(folder, `${name}.zip`))))) {
    mkdirSync(dirname(join(target, file)), { recursive: true });
    writeFileSync(join(target, file), bytes);
  }
  return target;
};
