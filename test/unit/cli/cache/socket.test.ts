import { chmodSync, existsSync, lstatSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { prepareSocket } from '../../../../cli/cache/socket.ts';

const UID = process.getuid?.() ?? -1;

let scratch: string;
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'portunus-socket-'));
});
afterEach(() => rmSync(scratch, { recursive: true, force: true }));

function prepare(name: string, uid = UID) {
  return prepareSocket(join(scratch, name), uid).then(
    () => 'ready',
    (error) => error.lines[0],
  );
}

describe.skipIf(UID < 0)('the place of the cache', () => {
  it('is made for its user alone', async () => {
    expect(await prepare('run/cache.sock')).toBe('ready');
    expect(lstatSync(join(scratch, 'run')).mode & 0o777).toBe(0o700);
  });

  it.each([0o701, 0o710, 0o704, 0o740, 0o720, 0o777])('is no folder of mode %o', async (mode) => {
    mkdirSync(join(scratch, 'run'));
    chmodSync(join(scratch, 'run'), mode);
    expect(await prepare('run/cache.sock')).toContain('others may look into');
  });

  it('is no folder of another user', async () => {
    expect(await prepare('run/cache.sock', UID + 1)).toContain('run is not yours');
  });

  it('is no link, which its owner could lead elsewhere', async () => {
    mkdirSync(join(scratch, 'mine'), { mode: 0o700 });
    symlinkSync('mine', join(scratch, 'run'));
    expect(await prepare('run/cache.sock')).toContain('must be a folder, and no link');
  });

  it.each<[string, (path: string) => void]>([
    ['file', (path) => writeFileSync(path, 'kept')],
    ['link', (path) => symlinkSync('/dev/null', path)],
  ])('removes no %s that is there', async (_what, put) => {
    put(join(scratch, 'cache.sock'));
    expect(await prepare('cache.sock')).toContain('is there already, and is no socket');
    expect(lstatSync(join(scratch, 'cache.sock'))).toBeDefined();
  });

  it('is not taken from a process that listens there', async () => {
    const path = join(scratch, 'cache.sock');
    const server = createServer().listen(path);
    await new Promise((listening) => server.once('listening', listening));
    expect(await prepare('cache.sock')).toContain('another process listens at');
    expect(existsSync(path)).toBe(true);
    server.close();
  });
});
