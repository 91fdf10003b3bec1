import type { ConnectorName } from './definitions.ts';
import { NEEDS, type Need } from './needs.ts';
import type { World } from './world.ts';

/**
 * `proved` and `refuted` come from answers alone. A check that could not be tried says so, because silence would read
 * as success.
 */
export type Verdict = 'proved' | 'refuted' | 'not tried';

export interface Outcome {
  readonly verdict: Verdict;
  /** What was seen, or why nothing was tried. It never contains a token, a password or a body. */
  readonly because: string;
}

export interface Check {
  /** Never changes: reports of different releases are compared by it. */
  readonly id: string;
  /** The sentence that the check proves or refutes. */
  readonly proves: string;
  /** What has to be given for it to be tried, in the order in which it is asked for. */
  readonly needs: readonly Need[];
  /** The connectors of the run that it asks for. No others are made. */
  readonly uses?: readonly ConnectorName[];
  /** The question about AWS that the check answers, where its documentation leaves one. */
  readonly settles?: string;
  /** Begins what takes a quarter of an hour. `run` waits for its end, and needs no definition by then. */
  readonly begin?: (world: World) => Promise<void>;
  readonly run: (world: World) => Promise<Outcome>;
}

export function proved(because: string): Outcome {
  return { verdict: 'proved', because };
}

export function refuted(because: string): Outcome {
  return { verdict: 'refuted', because };
}

export function notTried(because: string): Outcome {
  return { verdict: 'not tried', because };
}

/** Proves the check if nothing is wrong, and else refutes it with everything that is. */
export function unless(faults: readonly string[], because: string): Outcome {
  return faults.length === 0 ? proved(because) : refuted(faults.join('; '));
}

/** Says why a check is not tried, or `undefined` if the world has all that it needs. */
export function whyNotTried({ needs }: Check, has: (need: Need) => boolean): Outcome | undefined {
  const lacking = needs.find((need) => !has(need));
  if (lacking === undefined) return undefined;
  const { missing, give } = NEEDS[lacking];
  return notTried(`${missing}: give ${give}`);
}
