// The run through all connectors: what it takes, where it goes on, and what never ends it.
import { expect, it } from 'vitest';
import { PortunusError } from '../../../../shared/domain/errors.ts';
import type { CheckOutcome, VerifyRun, VerifyState } from '../../../../shared/domain/verification.ts';
import { runSchedule } from '../../../../shared/vending/verify/run-schedule.ts';
import { NOW } from '../../../support/builders.ts';

interface World {
  readonly outcomes?: Readonly<Record<string, CheckOutcome | Error>>;
  readonly disabled?: readonly string[];
  readonly before?: VerifyRun;
  /** Milliseconds that are left, one after another. The last one stays. */
  readonly left?: readonly number[];
}

function ids(count: number) {
  return Array.from({ length: count }, (_one, index) => `c-${String(index).padStart(3, '0')}`);
}

async function run(all: readonly string[], { outcomes = {}, disabled = [], before, left = [900_000] }: World) {
  const asked: string[] = [];
  const saved: VerifyRun[] = [];
  const reported: VerifyRun[] = [];
  const faults: string[] = [];
  const states = new Map<string, VerifyState>();
  const times = [...left];
  const result = await runSchedule(
    {
      verify: async (connectorId) => {
        asked.push(connectorId);
        const outcome = outcomes[connectorId] ?? 'passed';
        if (outcome instanceof Error) throw outcome;
        return { connectorId, connectorVersion: 1, outcome, checks: [] };
      },
      listDefinitions: async function* (_kind, { after = '', pageSize }) {
        const rest = all.filter((id) => id > after);
        for (let at = 0; at < Math.max(rest.length, 1); at += pageSize) {
          const page = rest.slice(at, at + pageSize);
          const items = page.map((id) => ({ id, version: 1, written: { enabled: !disabled.includes(id) } }));
          yield { items, ...(at + pageSize < rest.length && { after: page.at(-1) ?? '' }) };
        }
      },
      readRun: async () => before,
      saveRun: async (state) => void saved.push(state),
      reportRun: (state) => void reported.push(state),
      readState: async (id) => states.get(id),
      saveState: async (id, state) => void states.set(id, state),
      report: () => {},
      reportFault: ({ code }) => void faults.push(code),
    },
    { requestId: 'r-1', now: () => NOW, timeLeft: () => (times.length > 1 ? times.shift() : times[0]) ?? 0 },
  );
  return { asked, saved, reported, faults, states, result };
}

const AT = '2026-11-21T12:00:00.000Z';

it('takes every enabled connector once, and counts what it found', async () => {
  const all = ids(30);
  const { asked, result, reported } = await run(all, {
    outcomes: { 'c-003': 'failed', 'c-017': 'not_checked' },
    disabled: ['c-005'],
  });
  expect(asked.toSorted()).toEqual(all.filter((id) => id !== 'c-005'));
  expect(result).toEqual({ startedAt: AT, finishedAt: AT, passed: 27, failed: 1, notChecked: 1 });
  expect(reported).toEqual([result]);
});

it('leaves its position where no time is left for another group, and tells no metric of half a run', async () => {
  const { asked, result, reported } = await run(ids(30), { left: [900_000, 900_000, 900_000, 1_000] });
  expect(asked.length).toBe(12);
  expect(result).toMatchObject({ startedAt: AT, after: 'c-011', passed: 12 });
  expect(result).not.toHaveProperty('finishedAt');
  expect(reported).toEqual([]);
});

it('goes on behind the position of a run that did not end', async () => {
  const startedAt = '2026-11-21T06:00:00.000Z';
  const before = { startedAt, after: 'c-011', passed: 11, failed: 1, notChecked: 0 };
  const { asked, result } = await run(ids(30), { before });
  expect(asked.toSorted()).toEqual(ids(30).slice(12));
  expect(result).toEqual({ startedAt, finishedAt: AT, passed: 29, failed: 1, notChecked: 0 });
});

it('begins anew after a run that has ended', async () => {
  const before = { startedAt: AT, finishedAt: AT, passed: 3, failed: 0, notChecked: 0 };
  const { asked, result } = await run(ids(3), { before });
  expect([asked.length, result.passed]).toEqual([3, 3]);
});

it('is not ended by a connector on which something fails: that one counts as not checked', async () => {
  const outcomes = { 'c-001': new PortunusError('table_unavailable', 'connector'), 'c-002': new TypeError('a bug') };
  const { result, faults, states } = await run(ids(4), { outcomes });
  expect(result).toMatchObject({ passed: 2, failed: 0, notChecked: 2 });
  expect(faults.toSorted()).toEqual(['internal', 'table_unavailable']);
  expect(states.get('c-001')).toMatchObject({ outcome: 'not_checked' });
});

it('does not report a connector that was deleted meanwhile', async () => {
  const { faults, result } = await run(ids(1), { outcomes: { 'c-000': new PortunusError('not_found', 'request') } });
  expect([faults, result.notChecked]).toEqual([[], 1]);
});

it('ends where there are no connectors', async () => {
  expect((await run([], {})).result).toMatchObject({ finishedAt: AT, passed: 0 });
});
