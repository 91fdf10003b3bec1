// node run-commands.ts CLI COMMANDS: runs the built command once for each list of arguments, in one process, which saves half a
// second each, with the clock and the UUIDs of a recording; prints a JSON array of what each wrote and how it ended.
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { fixClockAndChance } from './fixed.ts';

const [, , file = '', commands = '[]'] = process.argv;
const path = resolve(file);
fixClockAndChance();
process.stdout.setMaxListeners(0);

type Stream = 'stdout' | 'stderr';

/** What is written to a stream from now on, until it is taken. */
function capture(name: Stream) {
  const stream = process[name];
  const write = stream.write.bind(stream);
  let text = '';
  stream.write = ((chunk: string | Uint8Array) => {
    text += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
    return true;
  }) as typeof write;
  return {
    take: () => {
      stream.write = write;
      return text;
    },
  };
}

const endings: object[] = [];
for (const [index, args] of (JSON.parse(commands) as readonly (readonly string[])[]).entries()) {
  const [stdout, stderr] = [capture('stdout'), capture('stderr')];
  process.argv = [process.execPath, path, ...args];
  process.exitCode = 0;
  await import(`${pathToFileURL(path).href}?run=${index}`);
  endings.push({ exitCode: process.exitCode, stdout: stdout.take(), stderr: stderr.take() });
}
process.exitCode = 0;
process.stdout.write(JSON.stringify(endings));
