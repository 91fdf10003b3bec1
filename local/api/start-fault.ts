import { unreadFaults } from '../../shared/domain/variables.ts';

/** Why the start failed, in one line that says what to do. */
export class StartFault extends Error {
  override readonly name = 'StartFault';
}

/** Throws if a variable has our prefix and a name that nothing reads: a default would hold instead of what it says. */
export function refuseUnread(environment: NodeJS.ProcessEnv): void {
  const faults = unreadFaults(environment);
  if (faults.length > 0) throw new StartFault(faults.join('\n'));
}

/** Runs a program. If it fails to start, prints one line without a stack trace and exits with status 1. */
export async function runProgram(program: () => Promise<void>): Promise<void> {
  try {
    await program();
  } catch (error) {
    if (!(error instanceof StartFault)) throw error;
    // The exit also ends everything that was already started.
    process.stderr.write(`${error.message}\n`, () => process.exit(1));
  }
}
