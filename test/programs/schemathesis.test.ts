// Requests that nobody here wrote, to the built handlers over HTTP: no 5xx, and no answer that the description lacks.
import { performance } from 'node:perf_hooks';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type LocalAws, SERVICE_ACCOUNT, startLocalAws } from '../../local/start-local-aws.ts';
import { type Command, startNpmScript, untilAnswers } from '../support/command.ts';
import { freePort } from '../support/free-port.ts';
import { describeLongUnless, LONG } from '../support/long.ts';
import { readOpenApi } from '../support/openapi.ts';
import { createScratch, needing, type Scratch } from '../support/programs.ts';
import { SCHEMATHESIS } from '../support/python-tools.ts';
import { askAll } from '../support/schemathesis.ts';

const { skip, note } = needing(SCHEMATHESIS);
const SEED = 20261128;
const OPERATIONS = [...readOpenApi().operations.keys()];

describeLongUnless(skip)(`schemathesis and npm run api${note}${LONG}`, () => {
  let [aws, api, scratch] = [] as unknown as [LocalAws, Command, Scratch];
  let url: string;

  beforeAll(async () => {
    aws = await startLocalAws({ port: 0 });
    const port = await freePort();
    url = `http://127.0.0.1:${port}/v1`;
    api = startNpmScript('api', { ...aws.environment, PORTUNUS_LOCAL_ACCOUNT: SERVICE_ACCOUNT, PORT: String(port) });
    await untilAnswers(`${url}/status`, api);
    scratch = createScratch();
  });
  afterAll(async () => {
    scratch?.remove();
    await api?.stop();
    await aws?.stop();
  });

  // The administrator comes last, for it changes and deletes what the others use.
  it.each([
    { who: 'nobody', examples: 1, least: 3, token: async () => undefined },
    { who: 'a build', examples: 5, least: 12, token: () => aws.issuer.mint() },
    { who: 'an administrator', examples: 6, least: 45, token: () => aws.people.mint() },
  ])('finds no 5xx and no undocumented answer as $who', async ({ who, examples, least, token }) => {
    const started = performance.now();
    const shown = await token();
    const run = { url, seed: SEED, examples, ...(shown !== undefined && { token: shown }) };
    const { cases, statuses, faults } = await askAll(scratch, run);
    const seconds = Math.round((performance.now() - started) / 1000);
    const asked = OPERATIONS.filter((route) => statuses.has(route));
    const succeeded = OPERATIONS.filter((route) => statuses.get(route)?.some((status) => status < 300));
    console.log(
      `schemathesis as ${who}: ${asked.length} operations (${succeeded.length} with success), ${cases} cases, ${seconds} s`,
    );
    expect(faults.join('\n')).toBe('');
    expect(asked).toEqual(OPERATIONS);
    // Else it asked, and got no further than the door.
    expect(succeeded.length).toBeGreaterThanOrEqual(least);
  });
});
