/** Something that takes simulated time. It yields the milliseconds that it waits. */
export type Waiting<T> = Generator<number, T, void>;

/** Time that passes by itself: what waits for a moment runs as soon as everything before it has run. */
export interface Timeline {
  /** Milliseconds since the start. */
  readonly now: () => number;
  readonly startAt: (ms: number, work: Waiting<void>) => void;
  /** Runs until nothing waits any more. */
  readonly run: () => void;
}

export function createTimeline(): Timeline {
  const due = new Map<number, Waiting<void>[]>();
  let now = 0;
  const startAt: Timeline['startAt'] = (ms, work) => {
    const moment = Math.max(now, Math.round(ms));
    const others = due.get(moment);
    if (others === undefined) due.set(moment, [work]);
    else others.push(work);
  };
  const run = () => {
    for (; due.size > 0; now += 1) {
      // Work that waits for no time at all is added while this runs, and is run too.
      for (const work of due.get(now) ?? []) {
        const { done, value } = work.next();
        if (!done) startAt(now + value, work);
      }
      due.delete(now);
    }
  };
  return { now: () => now, startAt, run };
}
