import { failInShell, quoteForShell } from './bash.ts';
import { lineFormat, refuse } from './lines.ts';
import type { Variable } from './variables.ts';

/**
 * Escapes text for a workflow command, which the runner reads from one line of output (GitHub Actions, "Workflow
 * commands").
 */
function escapeCommand(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function mask({ value }: Variable): string {
  return `printf '%s\\n' ${quoteForShell(`::add-mask::${escapeCommand(value)}`)}`;
}

/**
 * Assigns a multi-line value. If the value contained the delimiter, the rest of it would be read as further variables.
 */
function assign({ name, value }: Variable, delimiter: string): string {
  return `printf '%s\\n' ${quoteForShell(`${name}<<${delimiter}`)} ${quoteForShell(value)} ${delimiter}`;
}

/**
 * A script for the job's shell. It masks secrets before it uses them, so that no later line can print one. It sets
 * variables for the whole job (`GITHUB_ENV`), or writes to `PORTUNUS_GITHUB_FILE`, such as the step's `$GITHUB_OUTPUT`.
 */
export const githubActions = lineFormat(
  (variables, { nonce }) => {
    for (const variable of variables) {
      refuse('github-actions', variable, /\0/, 'a NUL');
      refuse('github-actions', variable, new RegExp(nonce), 'its own delimiter');
    }
    const assignments = variables.map((variable, index) => `  ${assign(variable, `ghadelimiter_${nonce}_${index}`)}`);
    return [
      ...variables.filter(({ isSecret }) => isSecret).map(mask),
      '{',
      ...assignments,
      `} >> "\${PORTUNUS_GITHUB_FILE:-$GITHUB_ENV}"`,
      '',
    ].join('\n');
  },
  failInShell,
  'text/x-shellscript; charset=utf-8',
);
