import { foreignParts } from './foreign-parts.ts';

/**
 * A text as one word of a shell's command line, quoted if it has to be. What can't be seen is written by its bytes: a
 * terminal acts on a control character that is pasted, whatever quotes stand around it.
 */
export function shellWord(text: string): string {
  if (/^[\w./:@=+-]+$/.test(text)) return text;
  const parts = foreignParts(text);
  if (parts.every((part) => 'text' in part)) return `'${text.replaceAll("'", "'\\''")}'`;
  return `$'${parts.map((part) => ('text' in part ? part.text.replaceAll(/['\\]/g, '\\$&') : bytesOf(part.code))).join('')}'`;
}

/** The UTF-8 of a code point such as `U+202E`, as bash and zsh read it. */
function bytesOf(code: string): string {
  const bytes = new TextEncoder().encode(String.fromCodePoint(Number.parseInt(code.slice(2), 16)));
  return Array.from(bytes, (byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
}
