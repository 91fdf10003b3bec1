// The protocol of docker's credential helpers (docker-credential-helpers): a program for each store, and a word for what
// it is to do.
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { printable } from '../output.ts';

/** Asks a helper. Returns why it failed, in its own words, or `undefined` if it did what it should. */
export type AskHelper = (helper: string, word: 'store' | 'erase', input: string) => Promise<string | undefined>;

/** A keychain may first ask its user for a password. */
const TIMEOUT_MS = 120_000;
const MOST_SAID = 300;

export function helperProgram(helper: string): string {
  return `docker-credential-${helper}`;
}

export const askHelper: AskHelper = async (helper, word, input) => {
  if (/[/\\]/.test(helper)) return 'its name is a path';
  const program = helperProgram(helper);
  const child = spawn(program, [word], { stdio: ['pipe', 'pipe', 'pipe'], timeout: TIMEOUT_MS, windowsHide: true });
  const ended = new Promise<string | undefined>((resolve) => {
    child.once('error', (error: NodeJS.ErrnoException) => {
      resolve(error.code === 'ENOENT' ? `${program} is not on the PATH` : `${program} can't run (${error.code})`);
    });
    child.once('close', (code, signal) => resolve(code === 0 ? undefined : `it ended with ${signal ?? code}`));
  });
  child.stdin.on('error', () => {}).end(input);
  const [failed, ...said] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  if (failed === undefined) return undefined;
  // Helpers report errors on standard output. None of them should repeat what it was given.
  const words = said.map((one) => one.trim()).find((one) => one !== '') ?? '';
  return words === '' || input.includes(words) ? failed : `${failed}: ${printable(words).slice(0, MOST_SAID)}`;
};
