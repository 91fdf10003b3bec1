import { readFile } from 'node:fs/promises';
import { dirname, relative, resolve } from 'node:path';
import { withoutMade } from './builtin-modules.mjs';

/** An entry point's import of a file of ours, not of its types alone, as biome writes it. */
const IMPORT = /^import (?!type\b)[^;]*?'(\.[^']+)';$/gm;
/** `export *` leaves it out, so that it would be undefined where the part is loaded. */
const DEFAULT_EXPORT = /^export (?:default\b|\{[^}]*\bas default\b)/m;
const NAMESPACE = 'on-demand';

/**
 * Puts what a function loads at start into one file beside its handler. esbuild makes a file of what the same parts
 * share, so each part that is loaded on demand would split the start further, and opening a file takes Node.js as long
 * as compiling 15 KB. Here, each of these parts imports all that the function starts with, which is loaded by then.
 */
export function oneStart() {
  return {
    name: 'one-start',
    setup({ initialOptions, onResolve, onLoad, onEnd, resolve: find }) {
      const [entry] = Object.values(initialOptions.entryPoints);
      onResolve({ filter: /./ }, async ({ path, kind, importer, resolveDir, pluginData }) => {
        if (kind !== 'dynamic-import' || pluginData === NAMESPACE) return undefined;
        const found = await find(path, { kind, importer, resolveDir, pluginData: NAMESPACE });
        if (found.namespace !== 'file') return found;
        // A path from here, so that the names of files don't depend on where they are built.
        return { path: relative('', found.path), namespace: NAMESPACE };
      });
      onLoad({ filter: /./, namespace: NAMESPACE }, async ({ path }) => {
        if (DEFAULT_EXPORT.test(await readFile(path, 'utf8'))) {
          return { errors: [{ text: `${path} is loaded on demand, and has a default export: give it a name` }] };
        }
        const atStart = [...(await readFile(entry, 'utf8')).matchAll(IMPORT)].map(([, from]) => `import '${from}';`);
        return {
          contents: [...atStart, `export * from ${JSON.stringify(resolve(path))};`].join('\n'),
          resolveDir: dirname(resolve(entry)),
        };
      });
      onEnd(({ metafile }) => withoutMade(metafile, /^on-demand:/));
    },
  };
}
