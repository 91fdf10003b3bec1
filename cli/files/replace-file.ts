import { randomBytes } from 'node:crypto';
import type { Stats } from 'node:fs';
import { type FileHandle, mkdir, open, readlink, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { CommandError } from '../command.ts';
import { fileError } from './text-files.ts';

/**
 * Writes a file whole or not at all. A link stays a link, and a file keeps its owner and its mode, unless a mode is
 * given. Only their user may read new files.
 */
export async function replaceFile(path: string, text: string, mode?: number): Promise<void> {
  const target = await targetOf(path);
  const old = await stat(target).catch(() => undefined);
  if (old?.isFile() === false) throw new CommandError([`${target} is not a file`]);
  await putFile(target, text, mode ?? (old?.mode ?? 0o600) & 0o777, old);
}

type Owner = Pick<Stats, 'uid' | 'gid'>;

/** Puts a new file at a path, whole or not at all. No link is followed: what is there is replaced. */
export async function putFile(path: string, text: string, mode = 0o600, owner?: Owner): Promise<void> {
  const part = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}`);
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await writeWhole(part, text, mode, owner);
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw error instanceof CommandError ? error : fileError(path, error as NodeJS.ErrnoException);
  }
}

/**
 * Owner and mode are changed by the open file. By its name, root would change what another user, who may write to the
 * folder, puts in its place.
 */
async function writeWhole(part: string, text: string, mode: number, owner: Owner | undefined): Promise<void> {
  const file = await open(part, 'wx', 0o600);
  try {
    await file.writeFile(text);
    if (owner !== undefined) await keepOwner(file, owner);
    await file.chmod(mode);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function keepOwner(file: FileHandle, { uid, gid }: Owner): Promise<void> {
  const now = await file.stat();
  if (now.uid === uid && now.gid === gid) return;
  await file.chown(uid, gid).catch(() => {
    throw new CommandError(['the file belongs to somebody else, and would change its owner: run this as its owner']);
  });
}

const MOST_LINKS = 40;

/** Where a path leads. A link to a file that doesn't exist yet leads there too. */
async function targetOf(path: string): Promise<string> {
  let target = resolve(path);
  for (let links = 0; links < MOST_LINKS; links += 1) {
    const found = await realpath(target).catch(() => undefined);
    if (found !== undefined) return found;
    const link = await readlink(target).catch(() => undefined);
    if (link === undefined) return target;
    target = resolve(dirname(target), link);
  }
  throw new CommandError([`${path} is a link that leads nowhere`]);
}
