// One job that meets a fault beside another that does not: what every such fault must look like.
import { beforeAll, expect, it } from 'vitest';
import type { Refresh } from './refresh.ts';
import { aConnector, aSecretJob, currentOf, writtenBy } from './refresh-jobs.ts';
import { historyOf, type Plain, stateOf } from './refresh-state.ts';

type Undo = () => unknown;

export interface JobFault {
  readonly what: string;
  readonly job: ReturnType<typeof aSecretJob>;
  /** More of the job's connector. */
  readonly connector?: Readonly<Record<string, unknown>>;
  /** Nothing was delivered before it. */
  readonly isFirst?: boolean;
  /** Makes the fault, and gives back what ends it. */
  readonly hit: (world: Refresh) => Undo | Promise<Undo>;
  readonly code: string;
  readonly reason: string;
}

interface Seen {
  /** What lay at the destination before the fault, and after three tries in it. */
  readonly before: string | undefined;
  readonly kept: string | undefined;
  readonly givenBack: readonly string[];
  readonly states: readonly Plain[];
  readonly besides: number;
  readonly lines: readonly Plain[];
  readonly after: Plain;
  readonly current: string | undefined;
  readonly lastLine: Plain;
}

/** A job good once, then three times in the fault, then good again; and another job in the first batch of the fault. */
async function live(world: Refresh, { job, connector, isFirst = false, hit }: JobFault): Promise<Seen> {
  const { aws, standIn } = world;
  const beside = `${job.id}-too`;
  const connectors = [aConnector(job.id, [job.id], connector), aConnector(beside)];
  await world.define({ connectors, refreshJobs: [job, aSecretJob(beside)] });
  if (!isFirst) expect(await world.deliverJobs(job.id)).toEqual([]);
  const before = currentOf(standIn, job.id);
  const undo = await hit(world);
  const givenBack = await world.deliverLater(job.id, beside);
  const states = [await stateOf(aws, job.id)];
  for (let time = 2; time <= 3; time += 1) {
    await world.deliverLater(job.id);
    states.push(await stateOf(aws, job.id));
  }
  const besides = writtenBy(standIn, beside).length;
  const kept = currentOf(standIn, job.id);
  const lines = await historyOf(aws, job.id);
  await undo();
  world.proxy.reset();
  await world.deliverLater(job.id);
  const after = await stateOf(aws, job.id);
  const [lastLine] = (await historyOf(aws, job.id)).slice(-1);
  return { before, kept, givenBack, states, besides, lines, after, current: currentOf(standIn, job.id), lastLine };
}

/** Seconds from a failure to the next try, by the number of failures: half of it is chance. */
const WAITS = [
  [30, 61],
  [60, 121],
  [120, 241],
] as const;

export function expectToLiveThrough(world: Refresh, fault: JobFault): void {
  let seen: Seen;
  beforeAll(async () => {
    seen = await live(world, fault);
  });

  it('is what the state and the history say', () => {
    const error = { at: expect.any(String), code: fault.code, reason: fault.reason };
    expect(seen.states[0]).toMatchObject({ failures: 1, lastError: error });
    expect(seen.lines.slice(-3)).toMatchObject(Array(3).fill({ outcome: 'failed', error }));
  });

  it('fails the job alone, and the queue need not give it again', () => {
    expect(seen.besides).toBe(1);
    expect(seen.givenBack).toEqual([]);
  });

  it('leaves what was there', () => {
    expect(seen.kept).toBe(seen.before);
    expect(seen.before === undefined).toBe(fault.isFirst ?? false);
  });

  it('is tried again later, and later each time', () => {
    const waits = seen.states.map(({ dueAt, lastError }) => (Date.parse(dueAt) - Date.parse(lastError.at)) / 1000);
    expect(seen.states.map(({ failures }) => failures)).toEqual([1, 2, 3]);
    for (const [index, [least, most]] of WAITS.entries()) {
      expect(waits[index]).toBeGreaterThanOrEqual(least);
      expect(waits[index]).toBeLessThanOrEqual(most);
    }
  });

  it('is forgotten when it is over, and the next try delivers', () => {
    expect(seen.lastLine.outcome).toBe('delivered');
    expect(seen.after).toMatchObject({ failures: 0 });
    expect(Object.keys(seen.after).filter((name) => name === 'lastError' || name === 'intent')).toEqual([]);
    expect(seen.current).not.toBe(seen.before);
    expect(seen.current).toBeDefined();
  });
}
