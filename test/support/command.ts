import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Command {
  readonly output: () => string;
  /** Waits until the output matches, or fails with all of it. */
  readonly until: (pattern: RegExp) => Promise<RegExpExecArray>;
  readonly stop: () => Promise<void>;
}

const WAIT_MS = 300_000;

/** A long-running npm script, as a user starts it; it and all its children end with `stop`. */
export function startNpmScript(
  script: string,
  environment: Record<string, string>,
  args: readonly string[] = [],
): Command {
  const clean = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(AWS|PORTUNUS)_|^npm_|^VITEST|^NODE_ENV$/.test(name)),
  );
  const child: ChildProcess = spawn('npm', ['run', '--silent', script, '--', ...args], {
    env: { ...clean, ...environment },
    stdio: 'pipe',
    detached: true,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const ended = () => child.exitCode !== null || child.signalCode !== null;
  return {
    output: () => output,
    until: async (pattern) => {
      const deadline = Date.now() + WAIT_MS;
      while (Date.now() < deadline) {
        const match = pattern.exec(output);
        if (match) return match;
        if (ended()) break;
        await sleep(50);
      }
      throw new Error(`never said ${pattern}:\n${output}`);
    },
    stop: async () => {
      if (ended() || child.pid === undefined) return;
      const exit = once(child, 'exit');
      process.kill(-child.pid, 'SIGTERM');
      await exit;
    },
  };
}

/** Waits until a URL answers at all. */
export async function untilAnswers(url: string, command: Command): Promise<void> {
  const deadline = Date.now() + WAIT_MS;
  while (Date.now() < deadline) {
    const answered = await fetch(url).then(
      () => true,
      () => false,
    );
    if (answered) return;
    await sleep(100);
  }
  throw new Error(`no answer from ${url}:\n${command.output()}`);
}

// biome-ignore lint/suspicious/noExplicitAny: a parsed body, which each test reads as it expects it to be.
export async function jsonOf(response: Response): Promise<any> {
  return response.json();
}
