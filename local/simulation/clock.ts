/** A clock that stands still until it is moved. Everything in this process that asks for the time gets this one. */
export interface SimulatedClock {
  readonly now: () => Date;
  readonly advance: (ms: number) => void;
}

/** Timers stay real; see {@link shortenWaits}. */
export function installClock(start: Date): SimulatedClock {
  const RealDate = Date;
  let now = start.getTime();
  class SimulatedDate extends RealDate {
    constructor(...given: [] | [value: number | string | Date]) {
      // biome-ignore lint/suspicious/noExplicitAny: every form of the constructor goes on to the real one.
      super(...((given.length === 0 ? [now] : given) as [any]));
    }
    static override now(): number {
      return now;
    }
  }
  globalThis.Date = SimulatedDate as DateConstructor;
  return {
    now: () => new RealDate(now),
    advance: (ms) => {
      now += ms;
    },
  };
}

/** Anything longer is a time limit, which must not be met any sooner. */
const LONGEST_WAIT_MS = 999;

/** What waits a moment before it tries again does so for a twentieth of it: days have to pass in minutes. */
export function shortenWaits(): void {
  const wait = globalThis.setTimeout;
  const shorter = (callback: () => void, ms = 0, ...args: []) =>
    wait(callback, ms <= LONGEST_WAIT_MS ? ms / 20 : ms, ...args);
  globalThis.setTimeout = Object.assign(shorter, wait) as typeof setTimeout;
}
