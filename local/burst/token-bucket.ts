/** How API Gateway, STS and ECR limit requests: so many a second, after so many at once. */
export interface Limit {
  readonly rate: number;
  readonly burst: number;
}

/** Returns whether a request at this time, in milliseconds, is taken. The times must not go back. */
export function createTokenBucket({ rate, burst }: Limit): (now: number) => boolean {
  let tokens = burst;
  let last: number | undefined;
  return (now) => {
    tokens = Math.min(burst, tokens + ((now - (last ?? now)) * rate) / 1000);
    last = now;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}
