import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { CommandError } from '../command.ts';

/** Longer than a refresh takes at worst: three requests, of ten seconds each. */
const MOST_WAIT_MS = 45_000;
const PAUSE_MS = 50;

/**
 * Does `work` while no other process does such work. The lock is SQLite's, on a file without content: the system frees
 * it when a process ends, however it ends, so nothing has to guess whether a lock was left behind.
 */
export async function withLock<T>(folder: string, work: () => Promise<T>): Promise<T> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const { DatabaseSync } = await import('node:sqlite');
  const database = new DatabaseSync(join(folder, 'lock'));
  try {
    const until = performance.now() + MOST_WAIT_MS;
    while (!isTaken(database)) {
      if (performance.now() > until) {
        throw new CommandError(['another portunus is busy with your sign-in: try again'], 'unavailable');
      }
      await setTimeout(PAUSE_MS);
    }
    return await work();
  } finally {
    database.close();
  }
}

const SQLITE_BUSY = 5;

function isTaken(database: { readonly exec: (sql: string) => void }): boolean {
  try {
    database.exec('BEGIN EXCLUSIVE');
    return true;
  } catch (error) {
    if ((error as { readonly errcode?: unknown }).errcode === SQLITE_BUSY) return false;
    throw error;
  }
}
