// The files of a release of this commit, as a user downloads them.
import { execFile, execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { unzipSync } from 'fflate';
import { madeOnce } from './package.ts';

const run = promisify(execFile);

export const VERSION: string = JSON.parse(readFileSync('package.json', 'utf8')).version;

/** Made once in a run of tests, of what is committed. Says in which folder the files are. */
export function releaseFolder(): Promise<string> {
  return madeOnce('release', async (folder) => {
    const checkout = mkdtempSync(join(tmpdir(), 'portunus-release-of-'));
    execFileSync('git', ['clone', '--quiet', '--shared', '--no-tags', '.', checkout]);
    const filter = (path: string) => !path.endsWith('.map');
    for (const part of readdirSync('dist').filter((name) => name === 'meta' || isBundle(name))) {
      cpSync(join('dist', part), join(checkout, 'dist', part), { recursive: true, filter });
    }
    symlinkSync(resolve('node_modules'), join(checkout, 'node_modules'));
    await run(process.execPath, [resolve('deploy/release/release.ts')], { cwd: checkout });
    cpSync(join(checkout, 'dist/release'), folder, { recursive: true });
    rmSync(checkout, { recursive: true });
  });
}

function isBundle(name: string): boolean {
  return name === 'cli' || (name !== 'common' && readdirSync('functions').includes(name));
}

/** Unpacks a zip of the release into a folder. */
export function unpackInto(folder: string, zip: string): void {
  for (const [file, bytes] of Object.entries(unzipSync(readFileSync(zip)))) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), bytes);
  }
}

/** A template of the release. */
export function readTemplate(folder: string, kind: 'data.template' | 'template') {
  return JSON.parse(readFileSync(join(folder, `portunus-${VERSION}.${kind}.json`), 'utf8'));
}
