import { shellWord } from '../../kit/shell-word.ts';
import type { Filter } from './connectors.ts';

/** The command that lists the same. Its text is quoted for a shell. */
export function commandFor({ text, serves }: Filter): string {
  const only = serves === undefined ? '' : ` --serves ${serves}`;
  return `npx portunus connectors${only}${text === undefined ? '' : ` ${argument(text)}`}`;
}

/** A text that begins with a dash would be an option. */
function argument(text: string): string {
  const quoted = shellWord(text);
  return text.startsWith('-') ? `-- ${quoted}` : quoted;
}
