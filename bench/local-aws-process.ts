import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { Counts, Request } from '../local/serve.ts';

export interface LocalAwsProcess {
  readonly environment: Readonly<Record<string, string>>;
  /** Signs one token for each set of claims. */
  readonly mint: (claims: readonly Readonly<Record<string, string>>[]) => Promise<readonly string[]>;
  readonly counts: () => Promise<Counts>;
  readonly stop: () => void;
}

export async function startLocalAwsProcess(): Promise<LocalAwsProcess> {
  const child = fork('dist/local/serve.js', { stdio: 'inherit' });
  const [environment] = await once(child, 'message');
  const ask = async (request: Request) => {
    child.send(request);
    const [value] = await once(child, 'message');
    return value;
  };
  return {
    environment,
    mint: (claims) => ask({ mint: claims }),
    counts: () => ask({ count: true }),
    stop: () => child.disconnect(),
  };
}
