// What support pastes: a token is decoded in the page, and its signature is dropped.
import { describe, expect, it } from 'vitest';
import { readPasted } from '../../../../console/screens/decision/pasted.ts';

describe('what was pasted', () => {
  it.each([
    ['eyJhbGciOiJub25lIn0.eyJzdWIiOiLDpCJ9.c2ln', { kind: 'claims', claims: { sub: 'ä' }, isToken: true }],
    ['Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiLDpCJ9.', { kind: 'claims', claims: { sub: 'ä' }, isToken: true }],
    ['{"sub":"x"}', { kind: 'claims', claims: { sub: 'x' }, isToken: false }],
    [' f0e1-d2 ', { kind: 'request', requestId: 'f0e1-d2' }],
    ['', { kind: 'nothing' }],
    ['a.b.c', { kind: 'unknown' }],
    ['a.b.c.d.e', { kind: 'unknown' }],
    ['[1]', { kind: 'unknown' }],
  ])('is read: %s', (text, pasted) => {
    expect(readPasted(text)).toEqual(pasted);
  });
});
