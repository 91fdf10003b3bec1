/** A stretch of a text, or one character of it that a reader would not see, by its code point. */
export type ForeignPart = { readonly text: string } | { readonly code: string };

/**
 * Characters that change how the text around them looks, or that can't be seen: controls, marks of direction and their
 * overrides, characters without width, separators of lines, halves of a character.
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

function codeOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

/** Takes apart a text that somebody else wrote, so that each character of it can be seen. */
export function foreignParts(text: string): readonly ForeignPart[] {
  const parts: ForeignPart[] = [];
  let end = 0;
  for (const { 0: character, index } of text.matchAll(UNSEEN)) {
    if (index > end) parts.push({ text: text.slice(end, index) });
    parts.push({ code: codeOf(character) });
    end = index + character.length;
  }
  if (end < text.length) parts.push({ text: text.slice(end) });
  return parts;
}

/** The first characters of a text, without half of one. */
export function startOf(text: string, length: number): string {
  if (text.length <= length) return text;
  const start = text.slice(0, length);
  return /[\ud800-\udbff]$/.test(start) ? start.slice(0, -1) : start;
}

/** The text with unseen characters by their code points, for places that take nothing but text, such as a window's title. */
export function seenText(text: string): string {
  return foreignParts(text)
    .map((part) => ('text' in part ? part.text : part.code))
    .join('');
}
