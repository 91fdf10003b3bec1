import { describe, expect, it } from 'vitest';
import { createSearches } from '../../../shared/auth/searches.ts';

const AT = 1_764_000_000_000;

/** How many of so many new key ids may be searched at once. */
function burstAt(searches: ReturnType<typeof createSearches>, now: number, name: string): number {
  return Array.from({ length: 10 }, (_, index) => searches.mayBegin(`${name}-${index}`, now)).filter(Boolean).length;
}

describe('searches for unknown key ids', () => {
  it('come in a burst of four, and then one each five seconds', () => {
    const searches = createSearches();
    expect(burstAt(searches, AT, 'a')).toBe(4);
    expect(burstAt(searches, AT + 4_999, 'b')).toBe(0);
    expect(burstAt(searches, AT + 5_000, 'c')).toBe(1);
    expect(burstAt(searches, AT + 60_000, 'd')).toBe(4);
  });

  it('are allowed in full after the clock was set back', () => {
    const searches = createSearches();
    burstAt(searches, AT, 'a');
    expect(burstAt(searches, AT - 1, 'b')).toBe(4);
  });

  it('of an id that was not found wait for thirty seconds, and use nothing up', () => {
    const searches = createSearches();
    searches.inVain('gone', AT);
    for (let times = 0; times < 10; times += 1) expect(searches.mayBegin('gone', AT)).toBe(false);
    expect(searches.mayBegin('gone', AT + 30_000)).toBe(false);
    expect(burstAt(searches, AT + 30_000, 'a')).toBe(4);
    expect(searches.mayBegin('gone', AT + 60_000)).toBe(true);
  });

  it('remember a hundred ids, and forget the one that was missed longest ago', () => {
    const searches = createSearches();
    for (let id = 0; id < 100; id += 1) searches.inVain(`id-${id}`, AT);
    expect(searches.mayBegin('id-0', AT + 1)).toBe(false);
    // Missed once more, so that another one is the oldest.
    searches.inVain('id-0', AT + 2);
    searches.inVain('id-100', AT + 2);
    expect(searches.mayBegin('id-0', AT + 3)).toBe(false);
    expect(searches.mayBegin('id-1', AT + 3)).toBe(true);
  });
});
