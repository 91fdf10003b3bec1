import { type ComponentType, createElement, lazy, type ReactNode, useState } from 'react';

/** A screen whose files come when somebody goes there. */
export interface OnDemand {
  (): ReactNode;
  /** Fetches its files ahead. */
  readonly load: () => Promise<unknown>;
}

/**
 * React replaces what stands in for a lazy component after 300 ms at the soonest, so a screen whose files are there is drawn
 * without one.
 */
export function onDemand(read: () => Promise<ComponentType>): OnDemand {
  let there: ComponentType | undefined;
  const load = async () => {
    there = await read();
    return there;
  };
  const Later = lazy(async () => ({ default: await load() }));
  function Screen() {
    // A screen that began as the lazy one stays it: another component would lose what was typed.
    const [Shown] = useState(() => there ?? Later);
    return createElement(Shown);
  }
  return Object.assign(Screen, { load });
}
