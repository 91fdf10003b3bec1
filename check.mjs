// npm run check: what a change must pass, one after the other, and the first fault ends it.
import { spawnSync } from 'node:child_process';
import { env, execPath, exit } from 'node:process';

for (const script of ['lint', 'types', 'unused', 'prose', 'test']) {
  const { status } = spawnSync(execPath, [env.npm_execpath ?? '', 'run', script], { stdio: 'inherit' });
  if (status !== 0) exit(status ?? 1);
}
