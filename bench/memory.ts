import { loadFunction, loginEvent } from './built.ts';
import type { LocalAwsProcess } from './local-aws-process.ts';

const CALLERS = 2_000;
const ROUNDS = 50;

/**
 * Prints the heap after each tenth of 100,000 requests. The 2,000 callers exceed the cache, so that entries are
 * evicted.
 */
export async function benchMemory(aws: LocalAwsProcess): Promise<void> {
  const issue = await loadFunction('issue');
  const claims = Array.from({ length: CALLERS }, (_, run) => ({ run_id: `memory-${run}` }));
  const tokens = await aws.mint(claims);
  for (let round = 1; round <= ROUNDS; round += 1) {
    for (let from = 0; from < CALLERS; from += 20) {
      await Promise.all(tokens.slice(from, from + 20).map((token) => issue(loginEvent(token))));
    }
    await aws.counts();
    if (round % 5 === 0) {
      globalThis.gc?.();
      const { heapUsed, rss } = process.memoryUsage();
      const megabytes = (bytes: number) => (bytes / 1_048_576).toFixed(1);
      console.log(
        `${String(round * CALLERS).padStart(7)} requests: heap ${megabytes(heapUsed)} MB, rss ${megabytes(rss)} MB`,
      );
    }
  }
}
