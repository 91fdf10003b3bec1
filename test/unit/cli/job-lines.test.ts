// What `portunus jobs` shows a person. Programs take JSON.
import { describe, expect, it } from 'vitest';
import type { JobLine } from '../../../cli/job-access.ts';
import { historyTable, jobLine, jobTable } from '../../../cli/job-lines.ts';
import type { JobState } from '../../../shared/domain/refresh-state.ts';
import { NOW } from '../../support/builders.ts';

function at(seconds: number) {
  return new Date(NOW.getTime() + seconds * 1000).toISOString();
}
const STORED = { at: at(-60), destination: 'arn', valueSha256: 'a'.repeat(64), endsAt: at(25_950) };
function state(parts: Partial<JobState> = {}): JobState {
  return {
    job: 'nightly',
    dueAt: at(21_600),
    failures: 0,
    stored: STORED,
    ...parts,
  };
}
function line(parts: Partial<JobLine> = {}): JobLine {
  return {
    id: 'nightly',
    enabled: true,
    connector: 'team-a-pull',
    state: state(),
    ...parts,
  };
}
const HEAD = ['JOB', 'CONNECTOR', 'LAST SUCCESS', 'LIFE LEFT', 'NEXT DUE', 'LAST ERROR'];
function cells(text: string): readonly (readonly string[])[] {
  return text.split('\n').map((row) => row.split(/ {2,}/));
}
function shown(one: JobLine) {
  return cells(jobTable([one], NOW))[1];
}

describe('the table of jobs', () => {
  it('has a heading, and a row for each job, in columns', () => {
    const second = line({ id: 'a-job-of-a-longer-name', connector: 'c1' });
    expect(jobTable([line(), second], NOW)).toBe(
      [
        'JOB                     CONNECTOR    LAST SUCCESS          LIFE LEFT   NEXT DUE              LAST ERROR',
        'nightly                 team-a-pull  2026-11-21T11:59:00Z  7 h 12 min  2026-11-21T18:00:00Z  -',
        'a-job-of-a-longer-name  c1           2026-11-21T11:59:00Z  7 h 12 min  2026-11-21T18:00:00Z  -',
      ].join('\n'),
    );
  });

  it('is a heading alone where there is no job', () => {
    expect(cells(jobTable([], NOW))).toEqual([HEAD]);
  });

  it('has dashes for what is not known', () => {
    expect(shown({ id: 'nightly', enabled: true, state: { job: 'nightly', failures: 0 } })).toEqual([
      'nightly',
      '-',
      '-',
      '-',
      'not scheduled',
      '-',
    ]);
  });

  it('says of a disabled job that it is so, and what is left of its login', () => {
    expect(shown(line({ enabled: false }))).toEqual([
      'nightly',
      'team-a-pull',
      '2026-11-21T11:59:00Z',
      '7 h 12 min',
      'disabled',
      '-',
    ]);
  });

  it('says of a job that is not on the schedule that it is not', () => {
    const { dueAt: _due, ...stopped } = state();
    expect(shown(line({ state: stopped }))?.[4]).toBe('not scheduled');
  });

  it.each([
    [-1, 'ended'],
    [-0.001, 'ended'],
    [0, '0 min'],
    [59, '0 min'],
    [60, '1 min'],
    [3_599, '59 min'],
    [3_600, '1 h 0 min'],
    [43_200, '12 h 0 min'],
    [129_600, '36 h 0 min'],
  ])('shows %d seconds of life as %s', (seconds, text) => {
    expect(shown(line({ state: state({ stored: { ...STORED, endsAt: at(seconds) } }) }))?.[3]).toBe(text);
  });

  it('shows the last error with its time, and its reason where there is one', () => {
    const withReason = state({ lastError: { at: at(0), code: 'destination_refused', reason: 'AccessDenied: look' } });
    expect(shown(line({ state: withReason }))?.[5]).toBe(
      '2026-11-21T12:00:00Z destination_refused: AccessDenied: look',
    );
    expect(shown(line({ state: state({ lastError: { at: at(0), code: 'internal' } }) }))?.[5]).toBe(
      '2026-11-21T12:00:00Z internal',
    );
  });
});

describe('the table of a history', () => {
  const RESULT = {
    job: 'nightly',
    requestId: 'r-1',
    at: '2026-11-21T12:00:00.000Z',
    outcome: 'delivered',
    endsAt: '2026-11-22T00:00:00.000Z',
    nextDue: '2026-11-21T18:00:00.123Z',
  };

  it('has a row for each try', () => {
    expect(cells(historyTable([RESULT]))).toEqual([
      ['TIME', 'OUTCOME', 'GOOD UNTIL', 'NEXT DUE', 'REQUEST', 'ERROR'],
      ['2026-11-21T12:00:00Z', 'delivered', '2026-11-22T00:00:00Z', '2026-11-21T18:00:00Z', 'r-1', '-'],
    ]);
  });

  it('is a heading alone where there was no try', () => {
    expect(cells(historyTable([]))).toHaveLength(1);
  });

  it.each([
    [{ code: 'ecr_refused' }, 'ecr_refused'],
    [{ code: 'ecr_refused', reason: 'AccessDenied' }, 'ecr_refused: AccessDenied'],
    [{ code: 'ecr_refused', reason: 'two\nlines' }, 'ecr_refused: two?lines'],
  ])('shows the error %j as %s', (error, text) => {
    expect(cells(historyTable([{ ...RESULT, error }]))[1]?.[5]).toBe(text);
  });
});

describe('a job of which', () => {
  const STATE = { job: 'nightly', failures: 0 };

  it('everything is known is shown with its connector and its destination', () => {
    const written = { id: 'nightly', connector: 'team-a-pull', enabled: false, destination: { arn: 'arn' } };
    const shown = { id: 'nightly', enabled: false, connector: 'team-a-pull', destination: 'arn', state: STATE };
    expect(jobLine(written, STATE)).toEqual(shown);
  });

  it.each([undefined, 'text', {}, { connector: 7, destination: 'arn' }, { destination: { arn: {} } }])(
    'there is only %j is shown by its id',
    (written) => {
      expect(jobLine(written, STATE)).toEqual({ id: 'nightly', enabled: true, state: STATE });
    },
  );

  it('the state is not readable says so', () => {
    expect(shown(line({ state: { job: 'nightly', unreadable: true } }))?.[5]).toBe('the state is not readable');
  });
});
