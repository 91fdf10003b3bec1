/** Why nothing was started, in one line that names the remedy. */
export class StartFault extends Error {
  override readonly name = 'StartFault';
}

/** Runs a program that a person starts: what keeps it from starting is one line and a status, without a stack trace. */
export async function runProgram(program: () => Promise<void>): Promise<void> {
  try {
    await program();
  } catch (error) {
    if (!(error instanceof StartFault)) throw error;
    // What had been started is let go with the process.
    process.stderr.write(`${error.message}\n`, () => process.exit(1));
  }
}
