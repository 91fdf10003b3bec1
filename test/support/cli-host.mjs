// Runs commands of the built CLI one after the other in this process, as portunus-host.ts asks for them. The entry file is
// evaluated anew for each; what it imports stays loaded, and that is most of a command's time.
import { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { inspect } from 'node:util';

const { href } = pathToFileURL('dist/cli/portunus.js');
const written = { stdout: '', stderr: '' };
let commands = 0;

for (const name of Object.keys(written)) {
  process[name].write = (chunk, ...rest) => {
    written[name] += Buffer.from(chunk).toString('utf8');
    rest.findLast((one) => typeof one === 'function')?.();
    return true;
  };
}

/** In place, as `os.homedir()` and the like look at the environment itself. */
function setEnvironment(environment) {
  for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name];
  Object.assign(process.env, environment);
}

process.on('message', async ({ args, environment, input }) => {
  written.stdout = '';
  written.stderr = '';
  commands += 1;
  process.argv = [process.execPath, 'dist/cli/portunus.js', ...args];
  process.exitCode = undefined;
  setEnvironment(environment);
  Object.defineProperty(process, 'stdin', { value: Readable.from([Buffer.from(input)]), configurable: true });
  try {
    await import(`${href}?command=${commands}`);
  } catch (error) {
    written.stderr += `${inspect(error)}\n`;
    process.exitCode = 1;
  }
  process.stdout.removeAllListeners('error');
  const code = process.exitCode ?? 0;
  process.exitCode = 0;
  process.send({ code, out: written.stdout, err: written.stderr });
});
process.on('disconnect', () => process.exit());
