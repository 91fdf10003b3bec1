import { lstat, mkdir, unlink } from 'node:fs/promises';
import { connect } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { readVariables } from '../../shared/config/config.ts';
import { CommandError, usageError } from '../command.ts';

/** The longest path of a socket on every system. macOS has the shortest. */
const MOST_BYTES = 103;

/** Returns where the cache listens: where it is told to, or in the folder that systemd makes for a service or a user. */
export function socketPath(given: string | undefined): string {
  const { PORTUNUS_CACHE, RUNTIME_DIRECTORY, XDG_RUNTIME_DIR } = readVariables();
  const folder = RUNTIME_DIRECTORY || (XDG_RUNTIME_DIR && join(XDG_RUNTIME_DIR, 'portunus'));
  const path = given ?? (PORTUNUS_CACHE || (folder && join(folder, 'cache.sock')));
  if (!path) throw usageError('no place to listen: give --socket, or set PORTUNUS_CACHE');
  const whole = resolve(path);
  if (Buffer.byteLength(whole) <= MOST_BYTES) return whole;
  throw usageError(`--socket ${whole} is longer than ${MOST_BYTES} bytes, which is the longest path of a socket`);
}

/**
 * Makes sure that nobody but this user reaches the socket. The folder decides, because some systems ignore the mode of a
 * socket. A socket that nobody listens at is left over from a process that was killed.
 */
export async function prepareSocket(path: string, uid: number): Promise<void> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const { uid: owner, mode } = await lstat(folder).then((found) => {
    if (found.isDirectory()) return found;
    throw new CommandError([`${folder} must be a folder, and no link`]);
  });
  if (owner !== uid) throw new CommandError([`${folder} is not yours: give --socket in a folder of your own`]);
  if ((mode & 0o077) !== 0) {
    throw new CommandError([
      `others may look into ${folder}: give --socket in a folder of its own, which has the mode 0700`,
    ]);
  }
  const found = await lstat(path).catch(() => undefined);
  if (found === undefined) return;
  if (!found.isSocket()) throw new CommandError([`${path} is there already, and is no socket`]);
  if (await isServed(path)) throw new CommandError([`another process listens at ${path}`]);
  await unlink(path);
}

function isServed(path: string): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(path)
      .once('connect', () => done(true))
      .once('error', () => done(false));
    socket.unref().once('connect', () => socket.destroy());
  });
}
