import type { Answer } from './retry-rule.ts';
import type { Timeline, Waiting } from './timeline.ts';
import { createTokenBucket, type Limit } from './token-bucket.ts';

/** What limits a deployment, from the outside to the inside. */
export interface Limits {
  /** Of the API's issuing routes: ThrottleRate and ThrottleBurst. */
  readonly gateway: Limit;
  /** Executions at once. */
  readonly concurrency: number;
  readonly sts: Limit;
  readonly ecr: Limit;
}

/** Lambda starts 1,000 environments of a function at once, and then 100 more a second. */
const ENVIRONMENTS: Limit = { rate: 100, burst: 1_000 };

/** Milliseconds. docs/performance.md has what they are taken from. */
const NETWORK_MS = 20;
const COLD_START_MS = 250;
const READ_MS = 10;
const STS_MS = 40;
const ECR_MS = 25;
const WRITE_MS = 10;

/** The SDK makes three attempts, and waits up to half a second and up to a second in between if AWS throttles. */
const BACKOFFS_MS = [500, 1_000];

export interface Service {
  readonly ask: () => Waiting<Answer>;
  readonly seen: { tooManyRequests: number; unavailable: number; executions: number; environments: number };
}

/** The service as far as its limits go. `cached` is the part of logins that need neither STS nor ECR. */
export function createService(timeline: Timeline, limits: Limits, cached: number, random: () => number): Service {
  const [gateway, sts, ecr, starts] = [limits.gateway, limits.sts, limits.ecr, ENVIRONMENTS].map(createTokenBucket);
  const seen = { tooManyRequests: 0, unavailable: 0, executions: 0, environments: 0 };
  const takes = (bucket: typeof gateway) => bucket?.(timeline.now()) ?? false;
  let [running, idle] = [0, 0];

  /** Returns whether AWS took the call, within the SDK's attempts. */
  function* call(bucket: typeof gateway, ms: number): Waiting<boolean> {
    for (const backoff of [...BACKOFFS_MS, undefined]) {
      yield ms;
      if (takes(bucket)) return true;
      if (backoff !== undefined) yield Math.floor(random() * backoff);
    }
    return false;
  }

  function* login(): Waiting<Answer> {
    yield READ_MS;
    const isIssued = random() < cached || ((yield* call(sts, STS_MS)) && (yield* call(ecr, ECR_MS)));
    yield WRITE_MS;
    // The same as in shared/http/response/problem.ts.
    return isIssued ? { status: 200 } : { status: 503, retryAfter: 1 + Math.floor(random() * 4) };
  }

  function* execute(): Waiting<Answer> {
    const isCold = idle === 0;
    if (running >= limits.concurrency || (isCold && !takes(starts))) return { status: 503 };
    running += 1;
    seen.executions = Math.max(seen.executions, running);
    if (isCold) {
      seen.environments += 1;
      yield COLD_START_MS;
    } else {
      idle -= 1;
    }
    const answer = yield* login();
    running -= 1;
    idle += 1;
    return answer;
  }

  function* ask(): Waiting<Answer> {
    yield NETWORK_MS;
    const answer = takes(gateway) ? yield* execute() : { status: 429 };
    if (answer.status === 429) seen.tooManyRequests += 1;
    if (answer.status === 503) seen.unavailable += 1;
    yield NETWORK_MS;
    return answer;
  }

  return { ask, seen };
}
