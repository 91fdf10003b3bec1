import { describe, expect, it } from 'vitest';
import { actualDuration } from '../../../../shared/policy/session/duration.ts';

const GRANTED = { requestedSeconds: 7_200, grantedSeconds: 3_600, limitedBy: 'connector' } as const;
const NOON = new Date('2026-11-21T12:00:00.000Z');
function endingAt(time: string) {
  return actualDuration(GRANTED, { fetchedAt: NOON, expiresAt: new Date(`2026-11-21T${time}Z`) });
}

describe('a session that an assertion may end', () => {
  it.each(['13:00:00.000', '12:59:00.000', '13:05:00.000'])('is as it was granted if it ends at %s', (time) => {
    expect(endingAt(time)).toEqual(GRANTED);
  });

  it.each([
    ['12:58:59.000', 3_539],
    ['12:20:00.000', 1_200],
    ['12:20:00.001', 1_201],
  ])('is shorter if it ends at %s, and says by what', (time, grantedSeconds) => {
    expect(endingAt(time)).toEqual({ requestedSeconds: 7_200, grantedSeconds, limitedBy: 'caller-token' });
  });
});
