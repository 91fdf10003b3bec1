// What support pastes: a token is decoded in the page, and its signature is dropped.
import { describe, expect, it } from 'vitest';
import { readPasted } from '../../../../console/screens/decision/pasted.ts';

describe('what was pasted', () => {
  it.each([
    ['eyJhbGciOiJub25lIn0.eyJzdWIiOiLDpCJ9.c2ln', { kind: 'claims', claims: { sub: 'ä' }, isToken: true }],
    ['Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiLDpCJ9.', { kind: 'claims', claims: { sub: 'ä' }, isToken: true }],
    ['{"sub":"x"}', { kind: 'claims', claims: { sub: 'x' }, isToken: false }],
    [' 0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0 ', { kind: 'request', requestId: '0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0' }],
    // Opaque tokens would stand in the address of the record, in the history and in the log.
    ['ghp_R0dLm7pQ2sT4vX6yZ8aB1cD3eF5gH7jK9mN1', { kind: 'unknown' }],
    ['0f1e2d3c4b5a69788796a5b4c3d2e1f0', { kind: 'unknown' }],
    ['', { kind: 'nothing' }],
    ['a.b.c', { kind: 'unknown' }],
    ['a.b.c.d.e', { kind: 'unknown' }],
    ['[1]', { kind: 'unknown' }],
  ])('is read: %s', (text, pasted) => {
    expect(readPasted(text)).toEqual(pasted);
  });
});
