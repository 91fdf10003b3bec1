import { lineFormat, refuse } from './lines.ts';

/** In a batch file `%` is doubled, and every other character that cmd gives a meaning stands behind a caret. */
const escaped = (text: string): string => text.replaceAll('%', '%%').replaceAll(/[\^&|<>()"!]/g, '^$&');

/** A batch file to `call`, with delayed expansion off, as it is unless somebody turned it on. */
export const cmd = lineFormat((variables) => {
  const lines = variables.map((variable) => {
    refuse('cmd', variable, /[\0\r\n]/, 'a line break or a NUL');
    return `set ${variable.name}=${escaped(variable.value)}`;
  });
  return ['@echo off', ...lines, ''].join('\r\n');
});
