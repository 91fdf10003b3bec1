import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import { CommandError } from '../command.ts';

const WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EISDIR: 'is a folder, and a file is wanted',
  ENOTDIR: 'a part of this path is a file, and no folder',
  EEXIST: 'is there already',
  EACCES: 'you have no right to this file or folder',
  EPERM: 'you have no right to this file or folder',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
};

/** What the file system refused, as a person reads it. */
export function fileError(path: string, error: NodeJS.ErrnoException): CommandError {
  return new CommandError([`${path}: ${WORDS[error.code ?? ''] ?? 'failed'} (${error.code ?? error.name})`]);
}

export async function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw fileError(path, error);
  });
}

/** `wx` writes no file that is there already. */
export async function writeText(path: string, text: string, flag: 'w' | 'wx', mode?: number): Promise<void> {
  return writeFile(path, text, { flag, ...(mode !== undefined && { mode }) }).catch((error: NodeJS.ErrnoException) => {
    throw fileError(path, error);
  });
}

/** With all that it lies in. */
export async function makeFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    // What is there under this name is a file.
    throw fileError(path, error.code === 'EEXIST' ? Object.assign(error, { code: 'ENOTDIR' }) : error);
  });
}

/** All that are there already are named, before anything is written. */
export async function assertFree(paths: readonly string[]): Promise<void> {
  const found = await Promise.all(
    paths.map((path) =>
      access(path).then(
        () => [path],
        () => [],
      ),
    ),
  );
  const there = found.flat();
  if (there.length > 0) throw new CommandError(there.map((path) => `${path} is there already (--force overwrites it)`));
}
