import { execFileSync } from 'node:child_process';
import { SourceMap } from 'node:module';
import { resolve } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';

const { builtinModules } = await import(resolve('build/builtin-modules.mjs'));

async function bundle(contents: string) {
  const { outputFiles, metafile } = await build({
    stdin: { contents, sourcefile: 'source.js', resolveDir: '.' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    minify: true,
    sourcemap: 'external',
    outfile: 'bundle.js',
    write: false,
    metafile: true,
    logLevel: 'silent',
    logOverride: { 'import-is-undefined': 'error' },
    plugins: [builtinModules()],
  });
  const [map = '', code = ''] = outputFiles.map(({ text }) => text);
  return { code, map, metafile };
}

/** What a bundle prints. */
function run(code: string): string {
  return execFileSync(process.execPath, ['--input-type=module'], { input: code, encoding: 'utf8' }).trim();
}

const LOADS_UNDICI = "process.moduleLoadList.some((name) => name.includes('undici'))";

describe('a bundle with modules of Node', () => {
  it.each([
    ['by name', "import { request } from 'node:http'; const it = { request };"],
    ['by another name', "import { request as ask } from 'node:http'; const it = { request: ask };"],
    ['by default', "import it from 'node:http';"],
    ['as a namespace', "import * as it from 'node:http';"],
    ['dynamically', "const it = await import('node:http');"],
    ['dynamically, by default', "const { default: it } = await import('node:http');"],
    ['as CommonJS', "const it = require('node:http');"],
    ['without the prefix', "import { request } from 'http'; const it = { request };"],
  ])('has them where it imports them %s, without undici', async (_how, source) => {
    const { code } = await bundle(`${source}\nconsole.log(typeof it.request, ${LOADS_UNDICI});`);
    expect(code).not.toMatch(/\bfrom\s*["']|\bimport\b|\brequire\(/);
    expect(run(code)).toBe('function false');
  });

  it('would load undici if they were imported', () => {
    expect(run(`import 'node:http'; console.log(${LOADS_UNDICI});`)).toBe('true');
  });

  it('has the same objects as an import', async () => {
    const { code } = await bundle(
      "import fs, { promises } from 'node:fs'; import { readFile } from 'node:fs/promises'; import { EventEmitter } from 'events';" +
        'globalThis.bundled = [fs, promises, readFile, EventEmitter];',
    );
    const imports =
      "import fs, { promises } from 'node:fs'; import { readFile } from 'node:fs/promises'; import { EventEmitter } from 'node:events';";
    const compare = 'console.log([fs, promises, readFile, EventEmitter].map((it, at) => it === bundled[at]).join());';
    expect(run(`${imports}${code}\n${compare}`)).toBe('true,true,true,true');
  });

  it.each([
    ['a name', "import { reqest } from 'node:http'; console.log(reqest);"],
    ['a name of a namespace', "import * as http from 'node:http'; console.log(http.reqest);"],
  ])('is not built with %s that the module does not export', async (_what, source) => {
    await expect(bundle(source)).rejects.toThrow('reqest');
  });

  it('leaves packages alone', async () => {
    const { code } = await bundle(
      "import { stringify } from 'yaml'; console.log(stringify({ named: 'like a module' }));",
    );
    expect(run(code)).toBe('named: like a module');
  });

  it('is accounted for without them, because they are no packages', async () => {
    const { metafile } = await bundle("import { isIP } from 'node:net'; console.log(isIP, await import('node:http'));");
    expect(Object.keys(metafile.inputs)).toEqual(['source.js']);
    expect(Object.values(metafile.outputs).flatMap(({ inputs }) => Object.keys(inputs))).toEqual(['source.js']);
  });

  it('keeps a source map that leads back to the source', async () => {
    const { code, map } = await bundle("import { isIP } from 'node:net';\n\nconsole.log(isIP('::1'));");
    const line = code.split('\n').findIndex((text) => text.includes('console.log'));
    const column = code.split('\n')[line]?.indexOf('console.log') ?? -1;
    expect(new SourceMap(JSON.parse(map)).findEntry(line, column)).toMatchObject({
      originalSource: 'source.js',
      originalLine: 2,
      originalColumn: 0,
    });
  });
});
