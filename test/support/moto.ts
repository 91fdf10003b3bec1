// moto, another stand-in for AWS, where it is installed: it comes neither from npm nor from Debian.
import { spawn, spawnSync } from 'node:child_process';
import { answering, freePort } from './dynamodb-local.ts';

export function hasMoto(): boolean {
  return spawnSync('moto_server', ['--help'], { stdio: 'ignore' }).status === 0;
}

export async function startMoto(): Promise<{ url: string; stop: () => void }> {
  const port = await freePort();
  const child = spawn('moto_server', ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
  return answering('moto', port, child, 100);
}
