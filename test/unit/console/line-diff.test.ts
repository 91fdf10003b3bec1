import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DiffLine, lineDiff, nearDifferences } from '../../../console/kit/line-diff.ts';

const BEFORE = 'id: shop\naccess: pull\nregion: eu-west-1\n';

function shown(lines: readonly DiffLine[]): string {
  const marks = { same: ' ', added: '+', removed: '-' };
  return lines.map(({ kind, text }) => `${marks[kind]}${text}`).join('\n');
}

describe('the difference of two texts', () => {
  it('tells a changed line as removed and added, and leaves the others', () => {
    expect(shown(lineDiff(BEFORE, 'id: shop\naccess: push\nregion: eu-west-1\n'))).toBe(
      ' id: shop\n-access: pull\n+access: push\n region: eu-west-1',
    );
  });

  it('finds what is the same between two differences', () => {
    expect(shown(lineDiff('a\nb\nc\nd\n', 'x\nb\nd\nc\ne\n'))).toBe('-a\n+x\n b\n-c\n d\n+c\n+e');
  });

  it('takes all lines of a new text as added', () => {
    expect(shown(lineDiff('', BEFORE))).toBe('+id: shop\n+access: pull\n+region: eu-west-1');
  });

  it('tells texts of thousands of lines that differ everywhere without comparing each with each', () => {
    const [old, fresh] = ['a', 'b'].map((name) => Array.from({ length: 3_000 }, (_, at) => `${name}${at}`).join('\n'));

    expect(lineDiff(old ?? '', fresh ?? '')).toHaveLength(6_000);
  });

  it('gives back both texts, whatever they are', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 8 }).map((lines) => lines.join('\n'));
    fc.assert(
      fc.property(text, text, (before, after) => {
        const lines = lineDiff(before, after);
        const of = (other: DiffLine['kind']) => lines.filter(({ kind }) => kind !== other).map(({ text }) => text);
        expect(of('added').join('\n')).toBe(before);
        expect(of('removed').join('\n')).toBe(after);
      }),
    );
  });

  it('leaves out what is far from a difference, and never one line alone', () => {
    const lines = lineDiff('1\n2\n3\n4\n5\n6\n7\n8\n', '1\n2\n3\n4\nX\n6\n7\n8\n');

    expect(nearDifferences(lines, 1)).toEqual([
      { kind: 'hidden', lines: 3 },
      { kind: 'same', text: '4' },
      { kind: 'removed', text: '5' },
      { kind: 'added', text: 'X' },
      { kind: 'same', text: '6' },
      { kind: 'hidden', lines: 2 },
    ]);
    expect(nearDifferences(lines, 3)[0]).toEqual({ kind: 'same', text: '1' });
  });
});
