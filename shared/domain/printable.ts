/** What a terminal acts on, or shows in another order than it stands: control characters, and marks of direction. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/** Callers choose their names and claims, so what they wrote reaches no terminal and no spreadsheet as it is. */
export function printable(text: string): string {
  return text.replaceAll(UNPRINTABLE, '?');
}

/** JSON on one line. What a terminal would act on is escaped, and so are the same characters inside of texts. */
export function printableJson(value: unknown): string {
  const escaped = (one: string) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(value).replaceAll(UNPRINTABLE, (mark) => mark.split('').map(escaped).join(''));
}
