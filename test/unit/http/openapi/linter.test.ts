// Redocly reads the description as OpenAPI 3.1, checks its form, its references and its examples, and has an opinion.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const REDOCLY = 'node_modules/@redocly/cli/bin/cli.js';
/** It asks nobody for a newer version, and tells nobody that it was used. */
const QUIET = { REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };

it('finds nothing in docs/openapi.json, by its strict rules', async () => {
  const args = [REDOCLY, 'lint', '--format=json', 'docs/openapi.json'];
  const { stdout } = await promisify(execFile)(process.execPath, args, { env: { ...process.env, ...QUIET } }).catch(
    (error: { stdout: string }) => error,
  );
  expect(JSON.parse(stdout).problems).toEqual([]);
});
