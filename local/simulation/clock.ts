/** A clock that only moves when it is set. All code in this process gets its time. */
export interface SimulatedClock {
  readonly now: () => Date;
  readonly advance: (ms: number) => void;
}

/** Installs the clock. Timers stay real; see {@link shortenWaits}. */
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

/** The longest wait that is shortened, in milliseconds. Longer timers are time limits, which must not expire early. */
const LONGEST_WAIT_MS = 999;

/** Shortens pauses before a retry to a twentieth, so that simulated days take only minutes. */
export function shortenWaits(): void {
  const wait = globalThis.setTimeout;
  const shorter = (callback: () => void, ms = 0, ...args: []) =>
    wait(callback, ms <= LONGEST_WAIT_MS ? ms / 20 : ms, ...args);
  globalThis.setTimeout = Object.assign(shorter, wait) as typeof setTimeout;
}
