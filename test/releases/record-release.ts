// Records what the release of a commit reads and writes, so that later releases can be tested against it. It makes two
// files: reader.mjs, the code of that release, and written.json, what it wrote and how it read and decided that itself.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { writeEverything } from './written.ts';

/** The release's own sources in place of those of this checkout. */
function sourcesOf(tree: string): Plugin {
  return {
    name: 'sources',
    setup: ({ onResolve }) => {
      onResolve({ filter: /^\.\.\/\.\.\/shared\// }, ({ path, importer }) =>
        importer.endsWith('release.ts') ? { path: join(tree, path.replace('../../', '')) } : undefined,
      );
    },
  };
}

/** What the adapters take from the SDK. No request leaves, so a command needs to be no more than its input. */
const SDK = `
  DynamoDBClient GetItemCommand QueryCommand PutItemCommand UpdateItemCommand TransactWriteItemsCommand
  BatchGetItemCommand ConditionalCheckFailedException TransactionCanceledException TransactionConflictException
  SQSClient SendMessageBatchCommand NodeHttpHandler
`;

const WITHOUT_SDK: Plugin = {
  name: 'without-sdk',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^@(?:aws-sdk|smithy)\// }, ({ path }) => ({ path, namespace: 'without-sdk' }));
    onLoad({ filter: /.*/, namespace: 'without-sdk' }, () => ({
      contents: SDK.trim()
        .split(/\s+/)
        .map((name) => `export class ${name} extends Error { constructor(input) { super(); this.input = input; } }`)
        .join('\n'),
    }));
  },
};

async function bundle(commit: string, file: string): Promise<void> {
  const tree = mkdtempSync(join(tmpdir(), 'portunus-reader-'));
  try {
    const archive = execFileSync('git', ['archive', commit, 'shared'], { maxBuffer: 64 * 1024 * 1024 });
    execFileSync('tar', ['-x', '-C', tree], { input: archive });
    const license = readFileSync('node_modules/valibot/LICENSE.md', 'utf8').trim();
    await build({
      entryPoints: ['test/releases/release.ts'],
      outfile: file,
      bundle: true,
      minify: true,
      lineLimit: 200,
      platform: 'node',
      target: 'node24',
      format: 'esm',
      nodePaths: [resolve('node_modules')],
      plugins: [WITHOUT_SDK, sourcesOf(tree)],
      banner: { js: `/* Recorded by test/releases/record.ts from ${commit}, with valibot:\n\n${license} */` },
      logLevel: 'warning',
    });
  } finally {
    rmSync(tree, { recursive: true });
  }
}

/** Makes both files in a folder, and returns the commit. */
export async function recordRelease(ref: string, folder: string): Promise<string> {
  const commit = execFileSync('git', ['rev-parse', `${ref}^{commit}`], { encoding: 'utf8' }).trim();
  mkdirSync(folder, { recursive: true });
  const reader = resolve(folder, 'reader.mjs');
  await bundle(commit, reader);
  const written = await writeEverything(await import(pathToFileURL(reader).href));
  writeFileSync(join(folder, 'written.json'), `${JSON.stringify(written, null, 1)}\n`);
  return commit;
}
