import { failInShell, quoteForShell } from './bash.ts';
import { lineFormat, refuse } from './lines.ts';
import type { Variable } from './variables.ts';

/** The runner reads commands from the job's output, line by line (GitHub Actions, "Workflow commands"). */
function escapeCommand(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function mask({ value }: Variable): string {
  return `printf '%s\\n' ${quoteForShell(`::add-mask::${escapeCommand(value)}`)}`;
}

/** A delimiter that the value could hold would end it early and let the rest be read as further variables. */
function assign({ name, value }: Variable, delimiter: string): string {
  return `printf '%s\\n' ${quoteForShell(`${name}<<${delimiter}`)} ${quoteForShell(value)} ${delimiter}`;
}

/**
 * A script for the job's shell. Secrets are masked before anything else is done with them. The variables go to the
 * whole job (`GITHUB_ENV`), or where `PORTUNUS_GITHUB_FILE` says, such as the step's `$GITHUB_OUTPUT`.
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
