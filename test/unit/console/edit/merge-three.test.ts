import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { choicesOf, mergeThree, resolved } from '../../../../console/screens/edit/object/merge-three.ts';

const BASE = { id: 'x', access: 'pull', grants: [{ issuer: 'ci' }], session: { name: 'a', sourceIdentity: 'b' } };

const written = fc.dictionary(
  fc.constantFrom('a', 'b', 'c'),
  fc.oneof(
    fc.constantFrom('x', 'y', 1),
    fc.array(fc.constantFrom('x', 'y'), { maxLength: 2 }),
    fc.dictionary(fc.constantFrom('d', 'e'), fc.constantFrom('x', 'y'), { minKeys: 1, noNullPrototype: true }),
  ),
  { noNullPrototype: true },
);

describe('a merge of what two people changed', () => {
  it('merges by itself what only one side changed, inside of objects too', () => {
    const theirs = { ...BASE, access: 'push', session: { name: 'changed', sourceIdentity: 'b' } };
    const yours = { ...BASE, region: 'eu-west-1', session: { name: 'a', sourceIdentity: 'changed' } };

    expect(mergeThree(BASE, theirs, yours)).toEqual({
      merged: {
        ...BASE,
        access: 'push',
        region: 'eu-west-1',
        session: { name: 'changed', sourceIdentity: 'changed' },
      },
      conflicts: [],
    });
  });

  it('tells what both changed, each in a different way', () => {
    const { conflicts } = mergeThree(BASE, { ...BASE, access: 'push' }, { id: 'x', grants: BASE.grants });

    expect(conflicts).toEqual([{ path: ['access'], base: 'pull', theirs: 'push', yours: undefined }]);
  });

  it('does not tell of what both changed to the same', () => {
    expect(mergeThree(BASE, { ...BASE, access: 'push' }, { ...BASE, access: 'push' }).conflicts).toEqual([]);
  });

  it('takes a list as one value, for the order of grants decides', () => {
    const theirs = { ...BASE, grants: [{ issuer: 'theirs' }, { issuer: 'ci' }] };
    const yours = { ...BASE, grants: [{ issuer: 'ci' }, { issuer: 'yours' }] };
    const merge = mergeThree(BASE, theirs, yours);

    expect(merge.conflicts.map(({ path }) => path)).toEqual([['grants']]);
    expect(merge.conflicts.map(choicesOf)).toEqual([['theirs', 'yours', 'both']]);
    expect(resolved(merge, ['both']).grants).toEqual([{ issuer: 'theirs' }, { issuer: 'ci' }, { issuer: 'yours' }]);
    expect(resolved(merge, ['yours']).grants).toEqual([{ issuer: 'ci' }, { issuer: 'yours' }]);
    expect(resolved(merge, ['theirs']).grants).toEqual([{ issuer: 'theirs' }, { issuer: 'ci' }]);
  });

  it('takes a value away if that is what was chosen', () => {
    const merge = mergeThree(
      BASE,
      { ...BASE, access: 'push' },
      { id: 'x', grants: BASE.grants, session: BASE.session },
    );

    expect(resolved(merge, ['yours'])).toEqual({ id: 'x', grants: BASE.grants, session: BASE.session });
  });

  it('is what one side made if the other changed nothing', () => {
    fc.assert(
      fc.property(written, written, (base, side) => {
        expect(mergeThree(base, side, base)).toEqual({ merged: side, conflicts: [] });
        expect(mergeThree(base, base, side)).toEqual({ merged: side, conflicts: [] });
        expect(mergeThree(base, side, side)).toEqual({ merged: side, conflicts: [] });
      }),
    );
  });

  it('finds the same conflicts whoever stored first, and can end as either of them chose', () => {
    fc.assert(
      fc.property(written, written, written, (base, theirs, yours) => {
        const merge = mergeThree(base, theirs, yours);
        const mirrored = mergeThree(base, yours, theirs);
        const names = (conflicts: readonly { readonly path: unknown }[]) =>
          conflicts.map(({ path }) => JSON.stringify(path)).sort();

        expect(names(merge.conflicts)).toEqual(names(mirrored.conflicts));
        expect(
          resolved(
            merge,
            merge.conflicts.map(() => 'yours'),
          ),
        ).toEqual(
          resolved(
            mirrored,
            mirrored.conflicts.map(() => 'theirs'),
          ),
        );
      }),
    );
  });
});
