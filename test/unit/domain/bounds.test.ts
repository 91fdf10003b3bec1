// What a hostile request brings is cut where it enters an error, so that no answer, log line or record grows with it.
import { describe, expect, it } from 'vitest';
import { clip } from '../../../shared/domain/bounds.ts';
import { type FieldError, invalidRequest, PortunusError } from '../../../shared/domain/errors.ts';

function faults(count: number): FieldError[] {
  return Array.from({ length: count }, (_, index) => ({ field: `names[${index}]`, detail: 'must be string' }));
}

describe('a text that is cut', () => {
  it.each([
    ['abcdef', 6, 'abcdef'],
    ['abcdefg', 6, 'abc...'],
    ['ab\u{1f600}xyz', 6, 'ab...'],
    ['a\r\nb\u0000c\u2028', 9, 'a??b?c?'],
  ])('%j to %d is %j', (text, most, expected) => {
    expect(clip(text, most)).toBe(expected);
  });
});

describe('the faults of an error', () => {
  it.each([
    [1, 1, 0],
    [10, 10, 0],
    [11, 10, 1],
    [7_000, 10, 6_990],
  ])('of %d, %d are named and %d counted', (given, named, more) => {
    const { errors, moreErrors } = invalidRequest(faults(given));
    expect([errors?.length, moreErrors]).toEqual([named, more]);
  });

  it('are fewer where they are long, and never more than 5,000 bytes', () => {
    const long = faults(10).map((fault) => ({ ...fault, detail: '\u{1f600}'.repeat(400) }));
    const { errors = [], moreErrors } = invalidRequest(long);
    expect(errors.length).toBeGreaterThan(0);
    expect(errors.length + moreErrors).toBe(10);
    expect(Buffer.byteLength(JSON.stringify(errors))).toBeLessThanOrEqual(5_100);
  });
});

describe('a reason', () => {
  it.each([
    [500, 500],
    [501, 500],
    [400_000, 500],
  ])('of %d characters is kept with %d', (given, kept) => {
    const { reason, message } = new PortunusError('internal', 'request', { detail: 'x'.repeat(given) });
    expect(reason).toHaveLength(kept);
    expect(message).toHaveLength(kept + 'internal: '.length);
  });
});
