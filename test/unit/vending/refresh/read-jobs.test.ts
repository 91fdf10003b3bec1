import { describe, expect, it } from 'vitest';
import type { RefreshState } from '../../../../shared/domain/refresh-state.ts';
import { listJobHistory, listJobs, readJobState } from '../../../../shared/vending/refresh/read-jobs.ts';
import { aMemoryTable } from '../../../support/admin-ports.ts';
import { aCall } from '../../../support/builders.ts';

const CALL = aCall();
const STORED = {
  at: new Date('2026-11-21T12:00:00.000Z'),
  destination: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:portunus/dev/logins/nightly',
  valueSha256: 'a'.repeat(64),
  endsAt: new Date('2026-11-22T00:00:00.000Z'),
};
const STATE: RefreshState = {
  job: 'nightly',
  revision: 7,
  window: '2026-11-21T18:00:00.000Z',
  dueAt: new Date('2026-11-21T18:00:00.000Z'),
  failures: 2,
  stored: STORED,
  intent: { ...STORED, window: 'w', dueAt: STORED.endsAt },
  lastError: { at: STORED.at, code: 'ecr_refused', reason: 'AccessDenied' },
};
const SHOWN = {
  job: 'nightly',
  dueAt: '2026-11-21T18:00:00.000Z',
  failures: 2,
  stored: { ...STORED, at: '2026-11-21T12:00:00.000Z', endsAt: '2026-11-22T00:00:00.000Z' },
  lastError: { at: '2026-11-21T12:00:00.000Z', code: 'ecr_refused', reason: 'AccessDenied' },
};

/** Jobs of these states, by their ids; `undefined` for one that was never scheduled. */
function aWorld(states: Readonly<Record<string, RefreshState | 'unreadable' | undefined>>) {
  const table = aMemoryTable();
  for (const id of Object.keys(states)) table.put('refresh-job', { id });
  const reads: (readonly string[])[] = [];
  const readStates = async (jobs: readonly string[]) => {
    reads.push(jobs);
    return jobs.map((job) => states[job]);
  };
  const entry = { job: 'nightly', requestId: 'r-1', at: '2026-11-21T12:00:00.000Z', outcome: 'delivered' };
  const listEntries = async () => ({ items: [entry], before: 'position' });
  return { table, reads, entry, ports: { ...table.ports, readStates, listEntries } };
}

describe('the state of a job', () => {
  it('is what is stored, until when, and the last error, without what keeps deliveries apart', async () => {
    expect(await readJobState(aWorld({ nightly: STATE }).ports, 'nightly', CALL)).toEqual(SHOWN);
  });

  it('that was never scheduled has its id, and no failures', async () => {
    expect(await readJobState(aWorld({ nightly: undefined }).ports, 'nightly', CALL)).toEqual({
      job: 'nightly',
      failures: 0,
    });
  });

  it('that is not readable says so', async () => {
    const { ports } = aWorld({ nightly: 'unreadable' });
    expect(await readJobState(ports, 'nightly', CALL)).toEqual({ job: 'nightly', unreadable: true });
  });

  it.each([
    readJobState,
    (ports: ReturnType<typeof aWorld>['ports']) => listJobHistory(ports, 'nightly', { limit: 9 }, CALL),
  ])('and its history are of a job that there is', async (read) => {
    const { table, ports } = aWorld({ nightly: STATE });
    table.remove('refresh-job', 'nightly');
    await expect(read(ports, 'nightly', CALL)).rejects.toMatchObject({ code: 'not_found' });
  });
});

it('a page of jobs has their states in the same order, by one read', async () => {
  const { ports, reads } = aWorld({ a1: undefined, nightly: STATE, zz: 'unreadable' });
  const page = await listJobs(ports, { limit: 9 }, CALL);
  expect(page.items.map(({ value }) => value)).toEqual([{ id: 'a1' }, { id: 'nightly' }, { id: 'zz' }]);
  expect(page.states).toEqual([{ job: 'a1', failures: 0 }, SHOWN, { job: 'zz', unreadable: true }]);
  expect(reads).toEqual([['a1', 'nightly', 'zz']]);
});

it('a page of the history is what the table has, with where it goes on', async () => {
  const { ports, entry } = aWorld({ nightly: STATE });
  expect(await listJobHistory(ports, 'nightly', { limit: 1 }, CALL)).toEqual({ items: [entry], before: 'position' });
});
