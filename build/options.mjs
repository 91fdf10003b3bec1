import { readFileSync } from 'node:fs';
import { builtinModules } from './builtin-modules.mjs';
import { directImports } from './direct-imports.mjs';
import { oneStart } from './one-start.mjs';
import { replacePackages } from './replace-packages.mjs';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

/** How everything is built that runs under Node. */
export const common = {
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  // Uses the ES modules of packages. esbuild can tree-shake and split those, but not their CommonJS variants.
  mainFields: ['module', 'main'],
  legalComments: 'none',
  logLevel: 'warning',
  define: { PORTUNUS_VERSION: JSON.stringify(version) },
};

/**
 * How a function is built. The benchmark builds what it compares functions with by the same options, so that it doesn't
 * compare options of esbuild.
 */
export function functionOptions(entryPoints, outdir) {
  return {
    ...common,
    entryPoints,
    outdir,
    minify: true,
    // Splitting keeps code that most requests do not need, such as the client of CodeArtifact, out of the cold start.
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    sourcemap: 'linked',
    metafile: true,
    // A name that a module doesn't export would be undefined in a function.
    logOverride: { 'import-is-undefined': 'error' },
    plugins: [builtinModules(), replacePackages(), oneStart(), directImports()],
  };
}
