#!/usr/bin/env node
// The program behind `npx portunus`. It runs the built CLI. Without a build it says what is missing, because npx would
// otherwise look for a package of this name in the registry.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const built = new URL('../dist/cli/portunus.js', import.meta.url);

const missing = (command) => {
  console.error(`portunus: run "${command}" in ${fileURLToPath(new URL('..', import.meta.url))} first`);
  process.exitCode = 1;
};

if (!existsSync(new URL('../node_modules/commander', import.meta.url))) missing('npm ci && npm run build');
else if (!existsSync(built)) missing('npm run build');
else {
  const { assertNodeVersion } = await import('../node-version.mjs');
  assertNodeVersion();
  await import(built.href);
}
