import { useCallback, useEffect, useRef, useState } from 'react';
import { codeOf } from '../api/problem.ts';
import { IDLE, type RunOptions, type RunState, runAll } from './run-all.ts';

/** Each item may end at any moment, and a screen of ten thousand need not be drawn for each. */
const DRAWN_EVERY_MS = 200;

/** Few at once, so that a person's run takes no capacity from the jobs that need logins. */
const AT_ONCE = 3;

export interface LongRunHandle<Item, Result> {
  readonly state: RunState<Item, Result>;
  readonly start: (
    items: RunOptions<Item, Result>['items'],
    act: RunOptions<Item, Result>['act'],
  ) => Promise<RunState<Item, Result>>;
  /** Begins nothing further. What was begun is waited for. */
  readonly cancel: () => void;
  /** Forgets what came of it. */
  readonly reset: () => void;
}

/** Such as `fresh_sign_in_required`: a person has to do something first. */
function failsForAll(error: Error): boolean {
  return ['sign_in_required', 'fresh_sign_in_required'].includes(codeOf(error) ?? '');
}

/** Does something with each of many items, and tells how far it is. Leaving the page cancels it. */
export function useLongRun<Item, Result = unknown>(atOnce = AT_ONCE): LongRunHandle<Item, Result> {
  const [state, setState] = useState<RunState<Item, Result>>(IDLE);
  const running = useRef<AbortController>(undefined);
  useEffect(() => () => running.current?.abort(), []);

  const start = useCallback<LongRunHandle<Item, Result>['start']>(
    async (items, act) => {
      running.current?.abort();
      const own = new AbortController();
      running.current = own;
      let drawnAt = Number.NEGATIVE_INFINITY;
      const onChange = (next: RunState<Item, Result>) => {
        const isDue = performance.now() - drawnAt >= DRAWN_EVERY_MS || next.phase !== 'running';
        if (!isDue || running.current !== own) return;
        drawnAt = performance.now();
        setState(next);
      };
      return await runAll({ items, act, atOnce, signal: own.signal, failsForAll, onChange });
    },
    [atOnce],
  );
  const cancel = useCallback(() => running.current?.abort(), []);
  const reset = useCallback(() => {
    running.current?.abort();
    running.current = undefined;
    setState(IDLE);
  }, []);
  return { state, start, cancel, reset };
}
