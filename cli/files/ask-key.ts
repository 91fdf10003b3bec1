import { stat } from 'node:fs/promises';
import { platform } from 'node:process';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { text as textOfStream } from 'node:stream/consumers';
import { CommandError } from '../command.ts';
import { readText } from './text-files.ts';

/**
 * Returns the text of a key: from a file, from standard input, or from the person at the terminal. Never from the
 * command line, which other users of the machine and the shell's history see.
 */
export async function askKeyText(file: string | undefined): Promise<string> {
  if (file !== undefined && file !== '-') {
    const text = await readText(file);
    await warnIfOpen(file);
    return text;
  }
  if (file === '-' || !process.stdin.isTTY) return textOfStream(process.stdin);
  const accessKeyId = await ask('Access key ID: ', false);
  return `${accessKeyId}\n${await ask('Secret access key (not shown): ', true)}`;
}

const OTHERS = 0o077;

async function warnIfOpen(file: string): Promise<void> {
  const { mode } = await stat(file);
  // Windows has no such bits, and Node.js makes them up there.
  if (platform === 'win32' || (mode & OTHERS) === 0) return;
  console.error(`portunus: others on this machine can read ${file}: chmod 600 it, and delete it when you are done`);
}

async function ask(question: string, isHidden: boolean): Promise<string> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  // The terminal's own echo is off while readline has it, and what readline writes goes nowhere.
  const terminal = createInterface({
    input: process.stdin,
    output: isHidden ? silent : process.stderr,
    terminal: true,
  });
  if (isHidden) process.stderr.write(question);
  const interrupted = new Promise<never>((_resolve, reject) => {
    for (const event of ['SIGINT', 'close']) {
      terminal.once(event, () => reject(new CommandError(['nothing was put'])));
    }
  });
  try {
    return (await Promise.race([terminal.question(question), interrupted])).trim();
  } finally {
    terminal.close();
    if (isHidden) process.stderr.write('\n');
  }
}
