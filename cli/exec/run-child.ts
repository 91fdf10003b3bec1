import { spawn } from 'node:child_process';
import { constants } from 'node:os';

const FORWARDED = ['SIGTERM', 'SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2'] as const;

/** A terminal sends these to the child itself. A second one would end programs that ask before they stop. */
const FROM_TERMINAL: readonly NodeJS.Signals[] = ['SIGINT', 'SIGQUIT'];

/** What a shell ends with. */
const NOT_FOUND = 127;
const NOT_EXECUTABLE = 126;
const BY_SIGNAL = 128;

interface ChildEnd {
  readonly code: number;
  /** Why the command could not be started. */
  readonly fault?: string;
}

/** Runs a command with this one's input and output, passes signals on to it, and returns its exit code as a shell does. */
export async function runChild(
  [program = '', ...args]: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<ChildEnd> {
  const isAtTerminal = [process.stdin, process.stdout, process.stderr].some(({ isTTY }) => isTTY);
  const handlers = FORWARDED.map((signal) => {
    const isDelivered = isAtTerminal && FROM_TERMINAL.includes(signal);
    return [signal, () => void (isDelivered || child.kill(signal))] as const;
  });
  // Before the child: a signal that came between would end this process, and leave the child running.
  for (const [signal, handler] of handlers) process.on(signal, handler);
  const child = spawn(program, args, { stdio: 'inherit', env });
  try {
    return await new Promise<ChildEnd>((resolve) => {
      child.once('error', ({ code }: NodeJS.ErrnoException) => resolve(notStarted(program, code)));
      child.once('exit', (code, signal) => resolve({ code: code ?? BY_SIGNAL + numberOf(signal) }));
    });
  } finally {
    for (const [signal, handler] of handlers) process.off(signal, handler);
  }
}

function numberOf(signal: NodeJS.Signals | null): number {
  return signal === null ? 0 : constants.signals[signal];
}

function notStarted(program: string, code: string | undefined): ChildEnd {
  if (code === 'ENOENT') return { code: NOT_FOUND, fault: `${program}: command not found` };
  return { code: NOT_EXECUTABLE, fault: `${program}: can't be run (${code})` };
}
