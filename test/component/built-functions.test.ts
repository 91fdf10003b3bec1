import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

interface Metafile {
  readonly outputs: Readonly<
    Record<string, { readonly imports: readonly { readonly path: string; readonly external?: boolean }[] }>
  >;
}

const FUNCTIONS = readdirSync('functions').filter((name) => name !== 'common');

describe.each(FUNCTIONS)('the build of %s', (name) => {
  // Not even Node's own: an import of node:http loads undici, and takes ten times as long (build/builtin-modules.mjs).
  it('imports nothing but its own files', () => {
    const { outputs }: Metafile = JSON.parse(readFileSync(`dist/meta/${name}.json`, 'utf8'));
    const imports = Object.values(outputs).flatMap((output) => output.imports ?? []);
    expect(outputs).toHaveProperty([`dist/${name}/handler.js`]);
    expect(imports.filter(({ external }) => external).map(({ path }) => path)).toEqual([]);
  });
});
