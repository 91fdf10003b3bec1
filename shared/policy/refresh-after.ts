const JITTER = 0.1;

/** When to ask again: half of what is left, up to a tenth of that earlier. `random` is from 0 to 1. */
export const refreshAfter = (now: Date, endsAt: Date, random: number): Date => {
  const half = (endsAt.getTime() - now.getTime()) / 2;
  return new Date(now.getTime() + Math.max(0, Math.floor(half * (1 - JITTER * random))));
};
