// Runs the embedded AWS in a separate process. A benchmark must not share a thread with it.
import type { JWTPayload } from 'jose';
import { startLocalAws } from './start-local-aws.ts';

/** The requests that a parent process can send. */
export type Request = { readonly mint: readonly JWTPayload[] } | { readonly count: true };

/** The number of calls since the last request for counts, by action. */
export type Counts = Readonly<Record<string, number>>;

const aws = await startLocalAws({ port: 0 });

async function answer(request: Request): Promise<unknown> {
  if ('mint' in request) return Promise.all(request.mint.map((claims) => aws.issuer.mint(claims)));
  const counts: Record<string, number> = {};
  for (const { action } of aws.standIn.calls) counts[action] = (counts[action] ?? 0) + 1;
  aws.standIn.calls.length = 0;
  aws.standIn.issued.length = 0;
  return counts;
}

process.on('message', (request: Request) => void answer(request).then((value) => process.send?.(value)));
process.on('disconnect', () => void aws.stop().then(() => process.exit()));
process.send?.(aws.environment);
