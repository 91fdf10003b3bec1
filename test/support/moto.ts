// moto, another stand-in for AWS, where it is installed: it comes neither from npm nor from Debian.
import { spawn, spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './dynamodb-local.ts';

export const hasMoto = (): boolean => spawnSync('moto_server', ['--help'], { stdio: 'ignore' }).status === 0;

export const startMoto = async (): Promise<{ url: string; stop: () => void }> => {
  const port = await freePort();
  const child = spawn('moto_server', ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
  const url = `http://127.0.0.1:${port}`;
  for (let attempt = 0; attempt < 150; attempt += 1) {
    const answered = await fetch(url).then(
      () => true,
      () => false,
    );
    if (answered) return { url, stop: () => void child.kill() };
    await sleep(100);
  }
  child.kill();
  throw new Error('moto did not start');
};
