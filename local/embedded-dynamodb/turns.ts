/** Lets requests run concurrently, and a transaction only alone. */
export interface Turns {
  readonly beside: (work: () => Promise<void>) => Promise<void>;
  readonly alone: (work: () => Promise<void>) => Promise<void>;
}

export function createTurns(): Turns {
  let gate: Promise<unknown> = Promise.resolve();
  const running = new Set<Promise<unknown>>();
  const beside: Turns['beside'] = async (work) => {
    const run = gate.then(work).catch(() => {});
    running.add(run);
    await run;
    running.delete(run);
  };
  const alone: Turns['alone'] = async (work) => {
    const run = Promise.all([gate, ...running])
      .then(work)
      .catch(() => {});
    gate = run;
    await run;
  };
  return { beside, alone };
}
