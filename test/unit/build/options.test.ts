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
  writeFileSync(join(folder, 'nameless.ts'), 'export default 1;');
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

it('a function has what a part that is loaded on demand exports by name', async () => {
  await expect(buildFrom("console.log((await import('./part.ts')).there);")).resolves.toBeDefined();
});

it('a function is not built with a default export of a part that is loaded on demand, which would be undefined', async () => {
  await expect(buildFrom("console.log((await import('./nameless.ts')).default);")).rejects.toThrow(
    'has a default export: give it a name',
  );
});
