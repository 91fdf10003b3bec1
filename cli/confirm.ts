import { stdin, stdout } from 'node:process';
import { createInterface } from 'node:readline/promises';
import { CommandError } from './command.ts';

/** Asks the person at the terminal. Without a terminal, the answer is no. */
export async function confirmed(question: string): Promise<boolean> {
  if (!stdin.isTTY) throw new CommandError(['there is no terminal to ask on: give --yes to go on']);
  const terminal = createInterface({ input: stdin, output: stdout });
  const answer = await terminal.question(`${question} Only "yes" does: `);
  terminal.close();
  return answer.trim() === 'yes';
}
