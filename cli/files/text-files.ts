import { access, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
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

/** Turns an error of the file system into one that a person can read. */
export function fileError(path: string, error: NodeJS.ErrnoException): CommandError {
  return new CommandError([`${path}: ${WORDS[error.code ?? ''] ?? 'failed'} (${error.code ?? error.name})`]);
}

export async function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw fileError(path, error);
  });
}

/** Writes a file. With `wx`, it fails if the file exists. */
export async function writeText(path: string, text: string, flag: 'w' | 'wx', mode?: number): Promise<void> {
  return writeFile(path, text, { flag, ...(mode !== undefined && { mode }) }).catch((error: NodeJS.ErrnoException) => {
    throw fileError(path, error);
  });
}

/** Makes a folder and its parents. */
export async function makeFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    // A file with this name exists.
    throw fileError(path, error.code === 'EEXIST' ? Object.assign(error, { code: 'ENOTDIR' }) : error);
  });
}

/** Throws an error that names all existing paths, before anything is written. */
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

/**
 * Writes all files into a folder, or none of them: each is written whole under another name first. Only their user may
 * read them.
 */
export async function writeAll(
  folder: string,
  files: readonly { readonly path: string; readonly text: string }[],
  force: boolean,
): Promise<void> {
  if (!force) await assertFree(files.map(({ path }) => path));
  await makeFolder(folder);
  const parts = files.map(({ path, text }) => ({ path, text, part: `${path}.part` }));
  try {
    for (const { part, text } of parts) await writeText(part, text, 'w', 0o600);
    for (const { part, path } of parts) await rename(part, path);
  } catch (error) {
    await Promise.all(parts.map(({ part }) => rm(part, { force: true })));
    throw error;
  }
}
