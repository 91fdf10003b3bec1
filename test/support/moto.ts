// moto, another stand-in for AWS, where it is installed: it comes neither from npm nor from Debian.
import { spawn, spawnSync } from 'node:child_process';
import { answering, freePort } from './dynamodb-local.ts';

export const hasMoto = (): boolean => spawnSync('moto_server', ['--help'], { stdio: 'ignore' }).status === 0;

export const startMoto = async (): Promise<{ url: string; stop: () => void }> => {
  const port = await freePort();
  const child = spawn('moto_server', ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
  return answering('moto', port, child, 100);
};
