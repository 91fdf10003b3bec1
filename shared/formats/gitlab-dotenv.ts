import { FORMATS } from '../domain/format-name.ts';
import { canNotCarry } from './format.ts';
import { commentAndFail, lineFormat, refuse, toLines } from './lines.ts';

const MAX_BYTES = FORMATS['gitlab-dotenv'].maxBytes;

/**
 * A dotenv report. GitLab limits its size, so variables that only repeat the password are left out. GitLab strips
 * values and expands `$`, so values that this would change are refused.
 */
export const gitlabDotenv = lineFormat((variables) => {
  const text = toLines(
    variables.filter(({ isRepeated }) => isRepeated !== true),
    (variable) => {
      refuse('gitlab-dotenv', variable, /[\0\r\n]/, 'a line break or a NUL');
      refuse('gitlab-dotenv', variable, /\$/, 'a dollar sign');
      refuse('gitlab-dotenv', variable, /^\s|\s$|^$/, 'blanks at an end, or nothing,');
      return `${variable.name}=${variable.value}`;
    },
  );
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_BYTES) throw canNotCarry('gitlab-dotenv', `${bytes} bytes: GitLab takes ${MAX_BYTES} at most`);
  return text;
}, commentAndFail);
