import { describe, expect, it } from 'vitest';
import type { RefreshMessage } from '../../../../shared/domain/refresh-state.ts';
import { type DispatchPorts, dispatchRefresh } from '../../../../shared/vending/refresh/dispatch-refresh.ts';
import type { DueJob } from '../../../../shared/vending/refresh/ports.ts';
import { aCall, NOW } from '../../../support/builders.ts';

const LEASE_END = new Date(NOW.getTime() + 300_000);

function dueJobs(count: number, prefix = 'job'): DueJob[] {
  return Array.from({ length: count }, (_, index) => ({ job: `${prefix}-${index}`, dueAt: NOW, window: `w-${index}` }));
}

interface Dispatching {
  readonly ports: DispatchPorts;
  /** `lease job-0`, `send job-0`, … in their order. */
  readonly steps: string[];
  readonly messages: RefreshMessage[][];
}

/** With pages of due jobs by shard. */
function aDispatching(
  shards: Record<number, readonly DueJob[][]>,
  overrides: Partial<DispatchPorts> = {},
): Dispatching {
  const steps: string[] = [];
  const messages: RefreshMessage[][] = [];
  const ports: DispatchPorts = {
    listDueJobs: async function* (shard) {
      yield* shards[shard] ?? [];
    },
    leaseJob: async ({ job }, until) => {
      steps.push(until.getTime() === LEASE_END.getTime() ? `lease ${job}` : `return ${job}`);
      return true;
    },
    sendMessages: async (given) => {
      steps.push(...given.map(({ job }) => `send ${job}`));
      messages.push([...given]);
      return [];
    },
    reportLife: () => {},
    ...overrides,
  };
  return { ports, steps, messages };
}

describe('dispatching', () => {
  it('leases a job for five minutes before it is sent', async () => {
    const { ports, steps } = aDispatching({ 0: [dueJobs(1)] });
    expect(await dispatchRefresh(ports, aCall())).toEqual({ sent: 1, returned: 0 });
    expect(steps).toEqual(['lease job-0', 'send job-0']);
  });

  it('asks all eight shards for what is due by now', async () => {
    const asked: unknown[] = [];
    const { ports } = aDispatching(
      {},
      {
        listDueJobs: async function* (shard, by) {
          asked.push([shard, by]);
          yield [];
        },
      },
    );
    await dispatchRefresh(ports, aCall());
    expect(asked).toEqual([0, 1, 2, 3, 4, 5, 6, 7].map((shard) => [shard, NOW]));
  });

  it('sends ten messages at most in a call', async () => {
    const { ports, messages } = aDispatching({ 3: [dueJobs(23)] });
    expect(await dispatchRefresh(ports, aCall())).toEqual({ sent: 23, returned: 0 });
    expect(messages.map((some) => some.length)).toEqual([10, 10, 3]);
  });

  it('sends the window beside the job', async () => {
    const { ports, messages } = aDispatching({ 0: [dueJobs(1)] });
    await dispatchRefresh(ports, aCall());
    expect(messages).toEqual([[{ job: 'job-0', window: 'w-0' }]]);
  });

  it('sends nothing that another run has leased', async () => {
    const { ports, messages } = aDispatching({ 0: [dueJobs(3)] }, { leaseJob: async ({ job }) => job !== 'job-1' });
    expect(await dispatchRefresh(ports, aCall())).toEqual({ sent: 2, returned: 0 });
    expect(messages.flat().map(({ job }) => job)).toEqual(['job-0', 'job-2']);
  });

  it('makes what the queue did not take due again at once', async () => {
    const refused = { job: 'job-1', window: 'w-1' };
    const { ports, steps } = aDispatching({ 0: [dueJobs(2)] }, { sendMessages: async () => [refused] });
    expect(await dispatchRefresh(ports, aCall())).toEqual({ sent: 1, returned: 1 });
    expect(steps).toEqual(['lease job-0', 'lease job-1', 'return job-1']);
  });

  it('sends what else it leased where one lease fails, and fails at the end', async () => {
    const error = new Error('lease');
    const { ports, messages } = aDispatching(
      { 0: [dueJobs(2)], 5: [dueJobs(1, 'other')] },
      {
        leaseJob: async ({ job }) => {
          if (job === 'job-0') throw error;
          return true;
        },
      },
    );
    await expect(dispatchRefresh(ports, aCall())).rejects.toBe(error);
    expect(
      messages
        .flat()
        .map(({ job }) => job)
        .toSorted(),
    ).toEqual(['job-1', 'other-0']);
  });

  it('continues with the other shards if one cannot be read, and fails at the end', async () => {
    const error = new Error('shard');
    const { ports, messages } = aDispatching(
      {},
      {
        listDueJobs: async function* (shard) {
          if (shard === 2) throw error;
          yield dueJobs(1, `shard-${shard}`);
        },
      },
    );
    await expect(dispatchRefresh(ports, aCall())).rejects.toBe(error);
    expect(messages.flat()).toHaveLength(7);
  });

  it('begins no further page when the time is over', async () => {
    const { ports, messages } = aDispatching({ 0: [dueJobs(1), dueJobs(1, 'later')] });
    await dispatchRefresh(ports, aCall({ signal: AbortSignal.abort() }));
    expect(messages.flat().map(({ job }) => job)).toEqual(['job-0']);
  });

  it.each([
    ['what is left', new Date(NOW.getTime() + 90_500), ['job-0 90']],
    ['none, where it has ended', new Date(NOW.getTime() - 1), ['job-0 0']],
    ['nothing, where nothing is stored', undefined, []],
  ])('reports the life of what a job has stored: %s', async (_what, endsAt, reported) => {
    const reports: string[] = [];
    const due = dueJobs(1).map((job) => ({ ...job, ...(endsAt && { endsAt }) }));
    const reportLife = (job: string, seconds: number) => void reports.push(`${job} ${seconds}`);
    await dispatchRefresh(aDispatching({ 0: [due] }, { reportLife }).ports, aCall());
    expect(reports).toEqual(reported);
  });
});
