// Runs the embedded AWS in a separate process. A benchmark must not share a thread with it.
import type { JWTPayload } from 'jose';
import { startLocalAws } from './start-local-aws.ts';

/** The requests that a parent process can send. */
export type Request =
  | { readonly mint: readonly JWTPayload[] }
  | { readonly count: true }
  | { readonly serviceTimesMs: Readonly<Record<string, number>> };

/** What was called since the last request for counts. */
export interface Counts {
  /** The number of calls, by action. */
  readonly calls: Readonly<Record<string, number>>;
  /** The different session policies that STS was given. */
  readonly sessionPolicies: readonly unknown[];
}

const serviceTimesMs: Record<string, number> = {};
const aws = await startLocalAws({ port: 0, serviceTimesMs });

async function answer(request: Request): Promise<unknown> {
  if ('mint' in request) return Promise.all(request.mint.map((claims) => aws.issuer.mint(claims)));
  if ('serviceTimesMs' in request) return Object.assign(serviceTimesMs, request.serviceTimesMs);
  const calls: Record<string, number> = {};
  const sessionPolicies = new Set<unknown>();
  for (const { action, parameters } of aws.standIn.calls) {
    calls[action] = (calls[action] ?? 0) + 1;
    if (action === 'AssumeRole') sessionPolicies.add(parameters.policy);
  }
  aws.standIn.calls.length = 0;
  aws.standIn.issued.length = 0;
  return { calls, sessionPolicies: [...sessionPolicies] };
}

process.on('message', (request: Request) => void answer(request).then((value) => process.send?.(value)));
process.on('disconnect', () => void aws.stop().then(() => process.exit()));
process.send?.(aws.environment);
