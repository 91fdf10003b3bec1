/** Definitions are in the service, and everything else is in an AWS account. */
export type Where = 'service' | 'account';

/** What a run made, and has to remove again. */
export interface Cleanup {
  /** Notes how to remove something that is made, or may be. */
  readonly later: (where: Where, what: string, remove: () => Promise<void>) => void;
  /** Removes everything that is there, the latest first. Returns what is left, and why. */
  readonly run: (...where: readonly Where[]) => Promise<readonly Left[]>;
}

export interface Left {
  readonly what: string;
  readonly why: string;
}

interface Step {
  readonly where: Where;
  readonly what: string;
  readonly remove: () => Promise<void>;
}

export function createCleanup(): Cleanup {
  let steps: readonly Step[] = [];
  return {
    later: (where, what, remove) => {
      steps = [{ where, what, remove }, ...steps];
    },
    run: async (...wanted) => {
      const left: Left[] = [];
      const now = steps.filter(({ where }) => wanted.includes(where));
      steps = steps.filter((step) => !now.includes(step));
      // One after the other: an account can't be deleted while a connector names it.
      for (const { what, remove } of now) {
        await remove().catch((error: Error) => left.push({ what, why: error.message }));
      }
      return left;
    },
  };
}
