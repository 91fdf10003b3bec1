import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { ZipEntry } from './zip.ts';

function git(...args: readonly string[]): string {
  return execFileSync('git', args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
}

export interface Commit {
  readonly id: string;
  readonly date: string;
}

export function headCommit(): Commit {
  const [id = '', seconds] = git('log', '-1', '--format=%H %ct').trim().split(' ');
  return { id, date: new Date(Number(seconds) * 1000).toISOString() };
}

export function isTreeClean(): boolean {
  return git('status', '--porcelain') === '';
}

export function versionTags(): string[] {
  return git('tag', '--list', 'v*').split('\n').filter(Boolean);
}

/** An annotated tag of the current commit, with the release notes as its message. */
export function createTag(name: string, message: string): void {
  // Lines of the notes that start with "#" are headings, not comments.
  git('tag', '--annotate', '--cleanup=whitespace', `--message=${message}`, name);
}

/** Files that Git tracks under these paths. What else lies there, such as an editor's backup, is not released. */
export function trackedFiles(...paths: readonly string[]): ZipEntry[] {
  const lines = git('ls-files', '--stage', '-z', '--', ...paths).split('\0');
  return lines.filter(Boolean).map((line) => {
    const path = line.slice(line.indexOf('\t') + 1);
    // The mode comes from Git, since the file's own depends on the machine's umask.
    return { path, bytes: readFileSync(path), executable: line.startsWith('100755') };
  });
}
