import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { Counts, Request } from '../local/serve.ts';

export interface LocalAwsProcess {
  readonly environment: Readonly<Record<string, string>>;
  /** Signs one token for each set of claims. */
  readonly mint: (claims: readonly Readonly<Record<string, string>>[]) => Promise<readonly string[]>;
  readonly counts: () => Promise<Counts>;
  /** Sets how long each action takes from now on, in milliseconds. */
  readonly setServiceTimes: (serviceTimesMs: Readonly<Record<string, number>>) => Promise<unknown>;
}

/** About what the services take within a region. The floor waits for them as long as Portunus does. */
const INJECTED_MS = { AssumeRole: 40, GetAuthorizationToken: 25, DynamoDB: 5 };
const NONE_MS = { AssumeRole: 0, GetAuthorizationToken: 0, DynamoDB: 0 };

/** The service times that logins are measured with, by what figures call them. */
export const SERVICE_TIMES = { loopback: NONE_MS, injected: INJECTED_MS } as const;

/** Starts it. It ends when this process does. */
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
    setServiceTimes: (serviceTimesMs) => ask({ serviceTimesMs }),
  };
}
