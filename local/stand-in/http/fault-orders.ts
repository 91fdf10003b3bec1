import type { ChanceOrder, CountedOrder, Fault, FaultQueue } from './faults.ts';

interface Waiting {
  readonly action: string;
  readonly fault: Fault;
  left: number;
}

interface Chance {
  readonly action: string;
  readonly fault: Fault;
  readonly isHit: () => boolean;
}

function isFor(asked: string, { action }: { readonly action: string }) {
  return action === '*' || action === asked;
}

function toWaiting({ action, fault, times = 1 }: CountedOrder): Waiting {
  if (!(times === Number.POSITIVE_INFINITY || Number.isInteger(times)) || times < 1) {
    throw new RangeError(`times must be a whole number from 1, or Infinity: ${times}`);
  }
  return { action, fault, left: times };
}

function toChance({ action, fault, probability, random }: ChanceOrder): Chance {
  if (!(probability >= 0 && probability <= 1)) {
    throw new RangeError(`probability must be from 0 to 1: ${probability}`);
  }
  return { action, fault, isHit: () => random() < probability };
}

/** Orders that are counted come first, in the order given; then each chance is tried, until one is hit. */
export function createFaultQueue(): FaultQueue {
  const queue: Waiting[] = [];
  const chances: Chance[] = [];
  const takeCounted = (action: string) => {
    const next = queue.find((waiting) => isFor(action, waiting));
    if (next === undefined) return undefined;
    next.left -= 1;
    if (next.left === 0) queue.splice(queue.indexOf(next), 1);
    return next.fault;
  };
  return {
    inject: (order) => {
      if (order.probability === undefined) queue.push(toWaiting(order));
      else chances.push(toChance(order));
    },
    clear: () => {
      queue.length = 0;
      chances.length = 0;
    },
    take: (action) => takeCounted(action) ?? chances.find((chance) => isFor(action, chance) && chance.isHit())?.fault,
  };
}
