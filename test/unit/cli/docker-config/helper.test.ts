import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { askHelper } from '../../../../cli/docker-config/helper.ts';

let folder: string;
const path = process.env.PATH;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'portunus-helper-'));
  process.env.PATH = `${folder}${delimiter}${path}`;
});
afterAll(() => {
  process.env.PATH = path;
  rmSync(folder, { recursive: true, force: true });
});

const helper = (name: string, script: string) =>
  writeFileSync(join(folder, `docker-credential-${name}`), `#!/bin/sh\n${script}\n`, { mode: 0o755 });

it('gets the word as its argument and the login on standard input, where no other user sees it', async () => {
  helper('good', `printf '%s ' "$@" > '${folder}/asked'; cat >> '${folder}/asked'`);
  expect(await askHelper('good', 'store', '{"Secret":"x"}')).toBeUndefined();
  expect(readFileSync(join(folder, 'asked'), 'utf8')).toBe('store {"Secret":"x"}');
});

it.each([
  ['says why on standard output', "echo 'the keychain is locked'; exit 1", 'it ended with 1: the keychain is locked'],
  ['says why on standard error', "echo 'no D-Bus' >&2; exit 2", 'it ended with 2: no D-Bus'],
  ['would act on the terminal', String.raw`printf 'a\033[2Jb'; exit 1`, 'it ended with 1: a?[2Jb'],
  ['repeats what it was given', 'cat; exit 1', 'it ended with 1'],
  ['says nothing', 'exit 3', 'it ended with 3'],
  ['does not read', 'exec 0<&-; exit 1', 'it ended with 1'],
])('that %s', async (_what, script, fault) => {
  helper('bad', script);
  expect(await askHelper('bad', 'store', '{"Secret":"the-password"}')).toBe(fault);
});

it('that is missing, or is a path, is said', async () => {
  expect(await askHelper('missing', 'store', '')).toBe('docker-credential-missing is not on the PATH');
  expect(await askHelper('../evil', 'store', '')).toBe('its name is a path');
});
