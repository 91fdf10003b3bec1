import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergePatch, patchBetween } from '../../../shared/domain/merge-patch.ts';

/** JSON objects without null, which is what definitions are. */
const json = fc
  .dictionary(
    fc.constantFrom('a', 'b', 'c', '__proto__'),
    fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        fc.constantFrom('', 'text', 0, 1.5, true, false),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom('a', 'b', 'c', '__proto__'), tie('value'), { maxKeys: 3, noNullPrototype: true }),
      ),
    })).value,
    { maxKeys: 4, noNullPrototype: true },
  )
  .map((value) => JSON.parse(JSON.stringify(value)));

describe('a merge patch between two objects', () => {
  it('has only what differs', () => {
    const before = { id: 'x', access: 'push', session: { name: 'a', tags: { team: 'b' } }, regions: ['eu-west-1'] };
    const after = { id: 'x', session: { name: 'c', tags: { team: 'b' } }, regions: ['eu-west-1'], enabled: false };

    expect(patchBetween(before, after)).toEqual({ access: null, session: { name: 'c' }, enabled: false });
  });

  it('is empty between equal objects, in whatever order their members stand', () => {
    expect(patchBetween({ a: 1, b: { c: 1, d: 2 } }, { b: { d: 2, c: 1 }, a: 1 })).toEqual({});
  });

  it('replaces a list whole', () => {
    expect(patchBetween({ list: ['a', 'b'] }, { list: ['a', 'b', 'c'] })).toEqual({ list: ['a', 'b', 'c'] });
  });

  it('removes a member that is null afterwards, as no patch can write null', () => {
    expect(mergePatch({ a: 1 }, patchBetween({ a: 1 }, { a: null, b: 2 }))).toEqual({ b: 2 });
  });

  it('keeps a member called __proto__', () => {
    const after = JSON.parse('{"__proto__": {"a": 1}}');

    expect(JSON.stringify(mergePatch({}, patchBetween({}, after)))).toBe('{"__proto__":{"a":1}}');
  });

  it('makes the one of the other, whatever they are', () => {
    fc.assert(
      fc.property(json, json, (before, after) => {
        expect(mergePatch(before, patchBetween(before, after))).toEqual(after);
      }),
    );
  });
});
