import { describe, expect, it } from 'vitest';
import { foreignParts, seenText, startOf } from '../../../../console/kit/foreign-parts.ts';

describe('a text that somebody else wrote', () => {
  it.each([
    ['nothing', '', []],
    ['letters of any script', 'repo:acme/شحن 出荷', [{ text: 'repo:acme/شحن 出荷' }]],
    ['markup, which is text', '<script>alert(1)</script>', [{ text: '<script>alert(1)</script>' }]],
    ['an override of direction', 'a\u202egnp.exe', [{ text: 'a' }, { code: 'U+202E' }, { text: 'gnp.exe' }]],
    ['an isolate', '\u2067x\u2069', [{ code: 'U+2067' }, { text: 'x' }, { code: 'U+2069' }]],
    ['a space without width', 'ad\u200bmin', [{ text: 'ad' }, { code: 'U+200B' }, { text: 'min' }]],
    ['a filler that looks like a space', 'a\u3164', [{ text: 'a' }, { code: 'U+3164' }]],
    ['a control', 'a\u0000\n', [{ text: 'a' }, { code: 'U+0000' }, { code: 'U+000A' }]],
    ['a tag beyond the first plane', 'a\u{e0041}b', [{ text: 'a' }, { code: 'U+E0041' }, { text: 'b' }]],
    ['an annotation between the lines', 'a\ufffb', [{ text: 'a' }, { code: 'U+FFFB' }]],
    ['half of a character', 'a\ud83d', [{ text: 'a' }, { code: 'U+D83D' }]],
  ])('shows %s', (_what, text, parts) => {
    expect(foreignParts(text)).toEqual(parts);
  });

  it('is one text with the codes, where there is nothing but text', () => {
    expect(seenText('a\u202egnp.exe')).toBe('aU+202Egnp.exe');
  });

  it('is cut at the length that is asked for, and no sooner', () => {
    expect(startOf('abcd', 4)).toBe('abcd');
    expect(startOf('abcde', 4)).toBe('abcd');
  });

  it('is not cut inside a character', () => {
    expect(startOf('ab😀c', 3)).toBe('ab');
    expect(startOf('ab😀c', 4)).toBe('ab😀');
  });
});
