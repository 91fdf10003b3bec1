// What the linter knows of a CI, claim by claim: patterns that pin a claim down, and those that come close and do not.
import { expect, it } from 'vitest';
import type { Ci } from '../../shared/policy/lint/ci/ci.ts';
import { isPinned, type Pin } from '../../shared/policy/lint/conditions.ts';

export type Likeness = readonly [like: readonly string[], unlike: readonly string[]];
export type Table = Readonly<Record<string, Readonly<Record<string, Likeness>>>>;

function partOf({ owner, source, reviewedCode }: Ci, part: string): readonly Pin[] {
  return (
    {
      'owner.ids': owner.ids,
      'owner.names': owner.names,
      'source.ids': source.ids,
      'source.names': source.names,
      code: reviewedCode?.pins ?? [],
    }[part] ?? []
  );
}

export function expectTable(ci: Ci, table: Table): void {
  it.each(Object.entries(table))('%s', (part, claims) => {
    const pins = partOf(ci, part);
    // An account of a cluster may also be named by two claims, which another test looks at.
    const single = pins.filter((pin) => Object.keys(pin).length === 1).flatMap((pin) => Object.keys(pin));
    expect(single.toSorted()).toEqual(Object.keys(claims).toSorted());
    for (const [claim, [like, unlike]] of Object.entries(claims)) {
      const isLike = (text: string) => isPinned(pins, [{ claim: [claim], anyOf: [text] }]);
      expect(like.filter((text) => !isLike(text))).toEqual([]);
      expect(unlike.filter(isLike)).toEqual([]);
      expect(isPinned(pins, [{ claim: [claim], anyOf: [...like, ...unlike] }])).toBe(false);
    }
  });
}
