// Where `npm start` puts what another terminal needs.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { folderFor } from '../../../local/files.ts';

let folder: string;
let other: Server;
let port: number;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'portunus-files-'));
  other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  port = (other.address() as AddressInfo).port;
});
afterAll(() => {
  other.close();
  rmSync(folder, { recursive: true });
});

function leave(text: string) {
  return writeFileSync(join(folder, 'environment'), text);
}

describe('the folder of the files', () => {
  it('is the one that was asked for, where it is new', async () => {
    expect(await folderFor(join(folder, 'new'), 3001)).toBe(join(folder, 'new'));
  });

  it('is another one where a Portunus that is up has left its files: a second one overwrote them', async () => {
    leave(`AWS_REGION='eu-west-1'\nPORT='${port}'\n`);
    expect(await folderFor(folder, 3001)).toBe(`${folder}-3001`);
  });

  it('is the same for a restart on the same port', async () => {
    leave(`PORT='${port}'\n`);
    expect(await folderFor(folder, port)).toBe(folder);
  });

  it('is the same after the one that left its files has ended', async () => {
    leave("PORT='1'\n");
    expect(await folderFor(folder, 3001)).toBe(folder);
  });
});
