import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, it } from 'vitest';

const { functionOptions } = await import(resolve('build/options.mjs'));

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'portunus-build-'));
  writeFileSync(join(folder, 'part.ts'), 'export const there = 1;');
});
afterAll(() => rmSync(folder, { recursive: true }));

function buildFrom(source: string) {
  writeFileSync(join(folder, 'handler.ts'), source);
  const options = functionOptions({ handler: join(folder, 'handler.ts') }, join(folder, 'dist'));
  return build({ ...options, write: false, logLevel: 'silent' });
}

it('a function is built from what its modules export', async () => {
  await expect(buildFrom("import * as part from './part.ts'; console.log(part.there);")).resolves.toBeDefined();
});

it.each([
  ['a name', "import { missing } from './part.ts'; console.log(missing);"],
  ['a name of a namespace', "import * as part from './part.ts'; console.log(part.missing);"],
])('a function is not built with %s that a module does not export, which would be undefined', async (_what, source) => {
  await expect(buildFrom(source)).rejects.toThrow('missing');
});
