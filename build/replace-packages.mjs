import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The packages that `build/sdk` has a file for. */
const REPLACED = ['@aws-sdk/credential-provider-node', '@aws-sdk/middleware-endpoint-discovery'];

/**
 * Leaves out what a function never uses of the SDK, and what esbuild can't see to be unused. An export that a stand-in
 * lacks stops the build.
 */
export function replacePackages() {
  return {
    name: 'replace-packages',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: new RegExp(`^(?:${REPLACED.join('|')})$`) }, ({ path }) => ({
        path: join(import.meta.dirname, 'sdk', `${path.split('/').at(-1)}.mjs`),
        sideEffects: false,
      }));
      // Each client imports its package.json, but reads its version alone.
      onLoad({ filter: /[\\/]node_modules[\\/]@aws-sdk[\\/][\w-]+[\\/]package\.json$/ }, ({ path }) => ({
        contents: JSON.stringify({ version: JSON.parse(readFileSync(path, 'utf8')).version }),
        loader: 'json',
      }));
    },
  };
}
