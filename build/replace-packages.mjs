import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** What `build/sdk` has a file for: packages, a part of one, and a file of one. */
const REPLACED =
  /^(?:@aws-sdk\/(?:credential-provider-node|middleware-endpoint-discovery)|@smithy\/core\/event-streams|.*[\\/]configLoader(?:\.js)?)$/;

/**
 * Leaves out what a function never uses of the SDK, and what esbuild can't see to be unused. An export that a stand-in
 * lacks stops the build.
 */
export function replacePackages() {
  return {
    name: 'replace-packages',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: REPLACED }, ({ path }) => ({
        path: join(import.meta.dirname, 'sdk', `${basename(path, '.js')}.mjs`),
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
