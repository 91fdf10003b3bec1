import { randomUUID } from 'node:crypto';
import { VERSION } from '../shared/config/version.ts';
import type { Call } from '../shared/domain/call.ts';

/** What the command calls itself in requests and records. */
export const USER_AGENT = `portunus/${VERSION}`;

const COMMAND_MS = 600_000;

/** Makes the call of a command. Its deadline is longer than a request's, but it still ends. */
export function commandCall(): Call {
  return {
    requestId: randomUUID(),
    signal: AbortSignal.timeout(COMMAND_MS),
    now: () => new Date(),
    userAgent: USER_AGENT,
  };
}

/** The exit code of `--dry-run` if there is something to change. */
export const CHANGES_EXIT_CODE = 2;

/** The exit codes of commands. */
export const EXIT_CODES = {
  /** The answer is no, or the input is invalid. */
  refused: 1,
  /** What a deployment should do was tried, and it does not. */
  refuted: 3,
  /** The command line itself is wrong: EX_USAGE of sysexits.h. */
  usage: 64,
  /** The service did not answer, or not now: EX_UNAVAILABLE. The same command may work later. */
  unavailable: 69,
} as const;

export type Failed = keyof typeof EXIT_CODES;

/** A command's failure in words for its user, one line for each fault. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly lines: readonly string[];
  readonly failed: Failed;

  constructor(lines: readonly string[], failed: Failed = 'refused') {
    super(lines.join('\n'));
    this.lines = lines;
    this.failed = failed;
  }
}

/** What is said of a connector that is not stored, wherever that turns out. */
export const NO_CONNECTOR = 'there is no such connector';

/** Names the option of a field: `registryIds[1]` is `--registry-ids`. */
export function optionOf(field: string): string {
  const [name = ''] = field.split('[');
  return `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

export function usageError(line: string): CommandError {
  return new CommandError([line], 'usage');
}
