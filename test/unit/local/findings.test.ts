// The simulation's judge: what it does not notice it can not vouch for.
import { describe, expect, it } from 'vitest';
import { judge, type StoredVersion, sum } from '../../../local/simulation/findings.ts';

const START = Date.parse('2026-11-21T00:00:00.000Z');
function at(minutes: number) {
  return new Date(START + minutes * 60_000);
}
const END = at(120);

/** A version that was stored at a minute, whose login ends at another, and whose session at a third. */
function aVersion(stored: number, ends: number, sessionEnds = ends): StoredVersion {
  return {
    id: `version-${stored}`,
    value: JSON.stringify({
      credentials: [{ expirationDate: at(ends).toISOString() }],
      session: { expirationDate: at(sessionEnds).toISOString() },
    }),
    createdAt: at(stored),
  };
}

describe('a history', () => {
  it('is good where each login is replaced in time by a newer one', () => {
    const versions = [aVersion(0, 60), aVersion(30, 90), aVersion(60, 150)];
    expect(judge(versions, false, END)).toEqual({
      versions: 3,
      expired: 0,
      backwards: 0,
      tooSoon: 0,
      neverStored: 0,
      // The last has half an hour left at the end.
      leastLifeLeft: 1_800,
    });
  });

  it('has an expired login where the next came too late', () => {
    const versions = [aVersion(0, 60), aVersion(61, 150)];
    expect(judge(versions, false, END)).toMatchObject({ expired: 1, leastLifeLeft: -60 });
  });

  it('has an expired login where the next came in the moment of its end', () => {
    expect(judge([aVersion(0, 60), aVersion(60, 150)], false, END)).toMatchObject({ expired: 1, leastLifeLeft: 0 });
  });

  it('has an expired login where none came any more', () => {
    expect(judge([aVersion(0, 60), aVersion(30, 119)], false, END)).toMatchObject({ expired: 1 });
  });

  it('has an expired session, where that is what the job lives by, though the login is good', () => {
    const versions = [aVersion(0, 720, 60), aVersion(61, 780, 150)];
    expect(judge(versions, true, END)).toMatchObject({ expired: 1 });
    expect(judge(versions, false, END)).toMatchObject({ expired: 0 });
  });

  it('goes backwards where an older login came over a newer one', () => {
    const versions = [aVersion(0, 150), aVersion(30, 140), aVersion(60, 160)];
    expect(judge(versions, false, END)).toMatchObject({ backwards: 1, expired: 0, tooSoon: 0 });
  });

  it('goes backwards by its sessions too', () => {
    expect(judge([aVersion(0, 720, 150), aVersion(30, 720, 140)], true, END)).toMatchObject({ backwards: 1 });
  });

  it('does not go backwards where two logins end at the same time', () => {
    expect(judge([aVersion(0, 150), aVersion(30, 150)], false, END)).toMatchObject({ backwards: 0 });
  });

  it('has a version too soon where two came in less than ten minutes', () => {
    const versions = [aVersion(0, 60), aVersion(9.99, 130), aVersion(30, 150)];
    expect(judge(versions, false, END)).toMatchObject({ tooSoon: 1, expired: 0, backwards: 0 });
  });

  it('has none too soon where ten minutes have passed', () => {
    expect(judge([aVersion(0, 60), aVersion(10, 130)], false, END)).toMatchObject({ tooSoon: 0 });
  });

  it('of nothing is one of a job that never stored anything', () => {
    expect(judge([], false, END)).toMatchObject({ versions: 0, neverStored: 1, expired: 0 });
  });

  it('counts each fault', () => {
    const versions = [aVersion(0, 100), aVersion(5, 99), aVersion(8, 98), aVersion(99, 110)];
    expect(judge(versions, false, END)).toMatchObject({ versions: 4, expired: 2, backwards: 2, tooSoon: 2 });
  });
});

describe('several histories', () => {
  const good = judge([aVersion(0, 150)], false, END);

  it('are their sum, and the least life that any of them had left', () => {
    const bad = judge([aVersion(0, 60), aVersion(61, 150)], false, END);
    expect(sum([good, bad, judge([], false, END)])).toEqual({
      versions: 3,
      expired: 1,
      backwards: 0,
      tooSoon: 0,
      neverStored: 1,
      leastLifeLeft: -60,
    });
  });

  it('hide no fault of one behind the others', () => {
    const backwards = judge([aVersion(0, 150), aVersion(30, 140)], false, END);
    const soon = judge([aVersion(0, 130), aVersion(1, 150)], false, END);
    expect(sum([good, backwards, good, soon])).toMatchObject({ backwards: 1, tooSoon: 1 });
  });
});
