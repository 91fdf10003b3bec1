// moto, another stand-in for AWS: as `.ci/run` installs it, or what is on the PATH.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { answering } from './dynamodb-local.ts';
import { freePort } from './free-port.ts';

const INSTALLED = '.tools/python/bin/moto_server';
const MOTO = existsSync(INSTALLED) ? INSTALLED : 'moto_server';

export function hasMoto(): boolean {
  return spawnSync(MOTO, ['--help'], { stdio: 'ignore' }).status === 0;
}

export async function startMoto(): Promise<{ url: string; stop: () => void }> {
  const port = await freePort();
  const child = spawn(MOTO, ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
  return answering('moto', port, child);
}
