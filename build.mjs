// Builds what is deployed and run: one folder under dist/ for each function, the CLI, and the local parts. With
// --if-stale, it builds only if a source is newer than the last build.
import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cyclonedxEsbuildPlugin } from '@cyclonedx/cyclonedx-esbuild';
import { build } from 'esbuild';
import { common, functionOptions } from './build/options.mjs';
import { SOURCES } from './build/sources.mjs';
import { buildPages } from './console/build.mjs';
import { assertNodeVersion } from './node-version.mjs';

assertNodeVersion();

/** Defines `require`, which CommonJS dependencies need inside an ES module. */
const banner = { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" };

/** Lists the packages in a bundle, in dist/meta. `npm run release` publishes the list. */
function sbom(bundle) {
  return cyclonedxEsbuildPlugin({
    outputFile: `../meta/${bundle}.cdx.json`,
    gatherLicenseTexts: true,
    outputReproducible: true,
    validate: false,
    logLevel: 'silent',
  });
}

const FUNCTIONS = [
  'issue',
  'read',
  'status',
  'admin',
  'refresh-dispatch',
  'refresh-deliver',
  'probe',
  'archive',
  'digest',
  'rotate-keys',
  'verify',
  'console',
];

/** What a function's zip holds beside its code. */
const BESIDE = { console: () => buildPages('dist/console/static') };

async function buildFunction(name) {
  const outdir = `dist/${name}`;
  const { paths = [], outputs = {}, report } = (await BESIDE[name]?.()) ?? {};
  const options = functionOptions({ handler: `functions/${name}/handler.ts` }, outdir);
  const result = await build({
    ...options,
    plugins: [...options.plugins, withOutputs(outputs), sbom(name)],
  });
  await removeStale(outdir, new Set([...paths, ...Object.keys(result.metafile.outputs)]));
  await writeFile(`${outdir}/package.json`, '{"type":"module"}\n');
  await writeMetafile(name, result.metafile);
  if (report !== undefined) await writeMetafile(`${name}-pages`, report);
}

/** Adds to esbuild's account what another bundler has put into the same zip, so that the list of packages has it too. */
function withOutputs(outputs) {
  return {
    name: 'with-outputs',
    setup: ({ onEnd }) => onEnd(({ metafile }) => void Object.assign(metafile?.outputs ?? {}, outputs)),
  };
}

/** Records what went into a bundle. Tests compare it with the bundle's sizes and its list of packages. */
async function writeMetafile(bundle, metafile) {
  await mkdir('dist/meta', { recursive: true });
  await writeFile(`dist/meta/${bundle}.json`, JSON.stringify(metafile));
}

/**
 * Removes files of an earlier build, so that they do not get into a zip. Unchanged files stay, because a running
 * service may still load them.
 */
async function removeStale(folder, current) {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && !current.has(path)) await rm(path);
  }
}

/** Builds a program that runs from this checkout and loads its packages from node_modules. */
function buildProgram(entry, outfile) {
  return build({ ...common, entryPoints: [entry], outfile, packages: 'external', sourcemap: 'linked' });
}

/**
 * Builds the CLI. It is split, so that commands without AWS do not load the SDK. Its packages are bundled, because it
 * then starts in a third less time.
 */
async function buildCli() {
  const outdir = 'dist/cli';
  const result = await build({
    ...common,
    entryPoints: ['cli/portunus.ts'],
    outdir,
    banner,
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    sourcemap: 'linked',
    metafile: true,
    // Native code is in no bundle. The command does without it where it is not installed.
    external: ['@napi-rs/keyring'],
    plugins: [sbom('cli')],
  });
  await removeStale(outdir, new Set(Object.keys(result.metafile.outputs)));
  await writeMetafile('cli', result.metafile);
}

/** Builds what the benchmark compares functions with. Each is a bundle of its own, built as a function is. */
function buildFloor(name) {
  return build(functionOptions({ handler: `bench/${name}.ts` }, `dist/bench/${name}`));
}

const STAMP = 'dist/built';

function changedAt(path) {
  return stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
}

async function isStale() {
  const builtAt = await changedAt(STAMP);
  for (const source of SOURCES) {
    const entries = (await stat(source)).isDirectory() ? await readdir(source, { recursive: true }) : [];
    const times = await Promise.all([source, ...entries.map((entry) => join(source, entry))].map(changedAt));
    if (Math.max(...times) > builtAt) return true;
  }
  return false;
}

if (!process.argv.includes('--if-stale') || (await isStale())) {
  await Promise.all([
    ...FUNCTIONS.map(buildFunction),
    buildCli(),
    buildProgram('local/start.ts', 'dist/local/start.js'),
    buildProgram('local/api.ts', 'dist/local/api.js'),
    buildProgram('local/api/tag-log-lines.ts', 'dist/local/tag-log-lines.js'),
    buildProgram('local/invoke.ts', 'dist/local/invoke.js'),
    buildProgram('local/serve.ts', 'dist/local/serve.js'),
    buildProgram('local/simulate.ts', 'dist/local/simulate.js'),
    buildProgram('bench/run.ts', 'dist/bench/run.js'),
    buildProgram('bench/agent-world.ts', 'dist/bench/agent-world.js'),
    ...['floor', 'cold-floor', 'empty'].map(buildFloor),
  ]);
  await writeFile(STAMP, '');
}
