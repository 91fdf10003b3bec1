import { vi } from 'vitest';

/** Waits until a check passes. Its limit only ends what never comes: by itself, `vi.waitFor` gives up after a second. */
export function eventually<Result>(check: () => Result | Promise<Result>): Promise<Result> {
  return vi.waitFor(check, { timeout: 120_000, interval: 20 });
}
