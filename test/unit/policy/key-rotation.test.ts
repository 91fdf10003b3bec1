// Which key a rotation takes away, and that it is never another one.
import { describe, expect, it } from 'vitest';
import { type KeyState, nextStep, PACE } from '../../../shared/policy/key-rotation.ts';

const AT = new Date('2026-11-27T12:00:00.000Z');
const MINUTE_MS = 60_000;

function minutesOn(minutes: number): Date {
  return new Date(AT.getTime() + minutes * MINUTE_MS);
}

function keyAt(accessKeyId: string, minutes: number) {
  return { accessKeyId, isActive: true, createdAt: minutesOn(minutes) };
}

const NOTHING = { do: 'nothing' };
const OLD = keyAt('OLD', -100_000);

/** The secret last changed at 12:00, and an hour has passed. */
function stepWith(state: Partial<KeyState>) {
  const whole = { current: 'OLD', changedAt: AT, keys: [OLD], ...state };
  return nextStep(whole, minutesOn(60), { pace: PACE, isDue: false });
}

/** A run was to create a key at 12:00. */
function stepAfterIntent(state: Partial<KeyState>) {
  return stepWith({ intent: { at: AT, beside: ['OLD'] }, ...state });
}

describe('the key whose secret got lost', () => {
  it.each([-5, 0, 2, 7])('is one that was created %d minutes after the intent', (minutes) => {
    expect(stepAfterIntent({ keys: [OLD, keyAt('NEW', minutes)] })).toEqual({ do: 'discard', accessKeyId: 'NEW' });
  });

  it.each([-5.1, 7.1])('is none that was created %d minutes after it', (minutes) => {
    expect(stepAfterIntent({ keys: [OLD, keyAt('NEW', minutes)] })).toEqual(NOTHING);
  });

  it('is not the current key, which somebody has created and put meanwhile', () => {
    const intent = { at: AT, beside: [] };
    expect(stepAfterIntent({ intent, current: 'NEW', keys: [keyAt('NEW', 1)] })).toEqual(NOTHING);
  });

  it('is not the previous key, which has a wait of its own', () => {
    const keys = [keyAt('NEW', 2), keyAt('PUT', 1)];
    const step = stepAfterIntent({ current: 'NEW', previous: 'PUT', keys, changedAt: minutesOn(55) });
    expect(step).toEqual({ do: 'wait', for: 'deactivate', until: minutesOn(65) });
  });

  it('is not a key that was there when the key was to be created', () => {
    const intent = { at: AT, beside: ['OLD', 'OTHER'] };
    expect(stepAfterIntent({ intent, keys: [OLD, keyAt('OTHER', -1)] })).toEqual(NOTHING);
  });
});

describe('the key that sessions are made with is left alone', () => {
  it('although AWSPREVIOUS holds the same one, because somebody wrote it by hand before it was put', () => {
    expect(stepWith({ previous: 'OLD' })).toEqual(NOTHING);
  });

  it('although AWSPENDING holds the same one, from before', () => {
    const pending = { accessKeyId: 'OLD', writtenAt: AT, isSuperseded: true };
    expect(stepWith({ pending })).toEqual(NOTHING);
  });

  it('and so is every other, while IAM does not list it', () => {
    const step = stepWith({ current: 'NEW', previous: 'OLD' });
    expect(step).toEqual({ do: 'stop', why: 'current_not_listed', accessKeyId: 'NEW' });
  });
});
