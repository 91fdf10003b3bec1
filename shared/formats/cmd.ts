import { canNotCarry } from './format.ts';
import { lineFormat, refuse } from './lines.ts';

/** Escapes text for a batch file: `%` is doubled, and every other special character of cmd gets a caret. */
function escaped(text: string): string {
  return text.replaceAll('%', '%%').replaceAll(/[\^&|<>()"!]/g, '^$&');
}

/** The longest line that cmd reads (Microsoft, "Command prompt line string limitation"). */
const MAX_LINE = 8_191;

/** A batch file to `call`. It expects delayed expansion to be off, which is the default. */
export const cmd = lineFormat((variables) => {
  const lines = variables.map((variable) => {
    refuse('cmd', variable, /[^\x20-\x7e\t]/, 'anything but printable ASCII');
    const line = `set ${variable.name}=${escaped(variable.value)}`;
    if (line.length > MAX_LINE) throw canNotCarry('cmd', `more than ${MAX_LINE} characters in ${variable.name}`);
    return line;
  });
  return ['@echo off', ...lines, ''].join('\r\n');
}, failInBatchFile);

function failInBatchFile(sentence: string): string {
  // `echo` prints its own help if one of its words is `/?`.
  const shown = `Portunus: ${sentence}`.replaceAll(/[^\x20-\x7e]|(?<=\/)\?/g, '.');
  return ['@echo off', `>&2 echo ${escaped(shown)}`, 'exit /b 1', ''].join('\r\n');
}
