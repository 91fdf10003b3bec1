/** What came of one item. */
export interface Outcome<Item, Result> {
  readonly item: Item;
  readonly result?: Result;
  /** Why it was not done. */
  readonly error?: Error;
}

export interface RunState<Item, Result> {
  readonly phase: 'idle' | 'running' | 'cancelled' | 'ended';
  /** How many items there are. Absent while they are still being found. */
  readonly total?: number;
  /** In the order in which they ended. */
  readonly outcomes: readonly Outcome<Item, Result>[];
  /** Why nothing was begun after this: each further item would have failed in the same way. */
  readonly stoppedBy?: Error;
}

export const IDLE: RunState<never, never> = { phase: 'idle', outcomes: [] };

export interface RunOptions<Item, Result> {
  readonly items: Iterable<Item> | AsyncIterable<Item>;
  readonly act: (item: Item, signal: AbortSignal) => Promise<Result>;
  /** How many items are worked on at the same time. */
  readonly atOnce: number;
  readonly signal: AbortSignal;
  /** Whether what failed for one item fails for all, as after the session ended. */
  readonly failsForAll: (error: Error) => boolean;
  readonly onChange: (state: RunState<Item, Result>) => void;
}

/**
 * Does something with each of many items, a few at a time. An item that fails doesn't keep the others from being done.
 * After it is cancelled nothing is begun, and what was begun is waited for, because the service may have done it.
 */
export async function runAll<Item, Result>(options: RunOptions<Item, Result>): Promise<RunState<Item, Result>> {
  const { items, act, atOnce, signal, failsForAll, onChange } = options;
  const outcomes: Outcome<Item, Result>[] = [];
  let stoppedBy: Error | undefined;
  const stateOf = (phase: RunState<Item, Result>['phase']): RunState<Item, Result> => ({
    phase,
    ...(Array.isArray(items) && { total: items.length }),
    outcomes: [...outcomes],
    ...(stoppedBy !== undefined && { stoppedBy }),
  });

  async function take(item: Item): Promise<void> {
    try {
      outcomes.push({ item, result: await act(item, signal) });
    } catch (thrown) {
      const error = toError(thrown);
      if (failsForAll(error)) stoppedBy ??= error;
      // What was broken off by the person is no failure.
      else if (!(signal.aborted && error.name === 'AbortError')) outcomes.push({ item, error });
    }
    onChange(stateOf('running'));
  }

  onChange(stateOf('running'));
  const ended = await eachOf(items, take, atOnce, () => signal.aborted || stoppedBy !== undefined);
  if (ended !== undefined) stoppedBy ??= ended;
  const last = stateOf(signal.aborted ? 'cancelled' : 'ended');
  onChange(last);
  return last;
}

/** Takes items until there are none, or until it is time to stop. Returns why no further items could be found. */
async function eachOf<Item>(
  items: Iterable<Item> | AsyncIterable<Item>,
  take: (item: Item) => Promise<void>,
  atOnce: number,
  isOver: () => boolean,
): Promise<Error | undefined> {
  const busy = new Set<Promise<void>>();
  try {
    for await (const item of items) {
      if (isOver()) break;
      const one = take(item).finally(() => busy.delete(one));
      busy.add(one);
      if (busy.size >= atOnce) await Promise.race(busy);
      if (isOver()) break;
    }
  } catch (thrown) {
    return isOver() ? undefined : toError(thrown);
  } finally {
    await Promise.all(busy);
  }
  return undefined;
}

function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
