// Runs the npm scripts: node run.mjs [--build] <file or package> [argument…]. It first builds if a source is newer, or
// always with --build. It is plain JavaScript without dependencies, because it also has to run on an old Node.js to say
// which version is needed.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { argv, execPath, exit } from 'node:process';
import { pathToFileURL } from 'node:url';
import { assertNodeVersion } from './node-version.mjs';

const readJson = (...path) => JSON.parse(readFileSync(join(...path), 'utf8'));

assertNodeVersion();

const [, , ...given] = argv;
const always = given[0] === '--build';
const [program, ...args] = always ? given.slice(1) : given;

const build = spawnSync(execPath, ['build.mjs', ...(always ? [] : ['--if-stale'])], { stdio: 'inherit' });
if (build.status !== 0) exit(build.status ?? 1);

/** Returns the file to run: one of ours by its path, or a package's program by the package's name. */
const fileOf = (name) => {
  if (name.includes('/')) return name;
  const { bin } = readJson('node_modules', name, 'package.json');
  return join('node_modules', name, typeof bin === 'string' ? bin : bin[name]);
};

// The build puts the version into each bundle. What runs from its source, such as the fuzz run, finds it here.
globalThis.PORTUNUS_VERSION = readJson('package.json').version;

if (program !== undefined) {
  const file = resolve(fileOf(program));
  argv.splice(1, argv.length, file, ...args);
  await import(pathToFileURL(file).href);
}
