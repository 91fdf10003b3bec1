import { randomUUID } from 'node:crypto';
import type { Call } from '../shared/domain/call.ts';

const COMMAND_MS = 600_000;

/** A person waits longer than a request may, but not for ever. */
export function commandCall(): Call {
  return {
    requestId: randomUUID(),
    signal: AbortSignal.timeout(COMMAND_MS),
    now: () => new Date(),
  };
}

/** What a command ends with. `apply --dry-run` has one of its own besides: 2, where there is something to do. */
export const EXIT_CODES = {
  /** The answer is no, or the input is at fault. */
  refused: 1,
  /** The command line itself is wrong: EX_USAGE of sysexits.h. */
  usage: 64,
  /** Nobody answered, or not now: EX_UNAVAILABLE. The same command may work later. */
  unavailable: 69,
} as const;

export type Failed = keyof typeof EXIT_CODES;

/** A command's failure as its user should read it: one line for each fault. */
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

export function usageError(line: string): CommandError {
  return new CommandError([line], 'usage');
}
