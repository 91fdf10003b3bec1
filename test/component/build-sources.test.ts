import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';

const { SOURCES }: { readonly SOURCES: readonly string[] } = await import(resolve('build/sources.mjs'));

interface Metafile {
  readonly outputs?: Readonly<Record<string, { readonly inputs: Readonly<Record<string, unknown>> }>>;
}

/** Every file of ours in a bundle. Plugins name those that they make `plugin:name`. */
function bundledFiles(): readonly string[] {
  const files = readdirSync('dist/meta').filter((name) => /(?<!\.cdx)\.json$/.test(name));
  const metafiles = files.map((name): Metafile => JSON.parse(readFileSync(join('dist/meta', name), 'utf8')));
  const outputs = metafiles.flatMap(({ outputs = {} }) => Object.values(outputs));
  const paths = outputs.flatMap(({ inputs }) => Object.keys(inputs));
  return [...new Set(paths)].filter((path) => !path.includes('node_modules/') && !/^[\w-]+:/.test(path));
}

it('a change of any file that is in a bundle makes the build stale, also one of the typed client or of deploy', () => {
  const files = bundledFiles();
  expect(files).toContain('clients/typescript/src/index.ts');
  expect(files.some((file) => file.startsWith('deploy/'))).toBe(true);
  expect(files.filter((file) => !SOURCES.some((source) => file === source || file.startsWith(`${source}/`)))).toEqual(
    [],
  );
});
