// Test files share worker processes, so that each doesn't load the AWS SDK anew. What a file changes in its process ends
// with it: the next one finds the environment, the clock and the output as the first one did.
import { afterAll, vi } from 'vitest';

const { env } = process;
const variables = { ...env };
const write = process.stdout.write;

afterAll(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
  process.env = env;
  for (const name of Object.keys(env)) if (!(name in variables)) delete env[name];
  Object.assign(env, variables);
  process.stdout.write = write;
});
