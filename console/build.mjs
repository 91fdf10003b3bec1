// Builds what the browser loads. Every file is compressed here, once and as far as it goes, because the function that
// serves it has no time for that.
import { mkdir, stat, writeFile } from 'node:fs/promises';
import { dirname, extname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { build } from 'vite';

const TYPES = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

const ENCODERS = {
  br: (bytes) => promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }),
  gzip: (bytes) => promisify(gzip)(bytes, { level: 9 }),
};

const MANIFEST = '.vite/manifest.json';
const PAGE = 'index.html';

/** The bytes of a file under one encoding. A file whose name has the hash of its content is compressed once only. */
async function compressed(outdir, name, encoding, bytes) {
  const path = join(outdir, `${name}.${encoding}`);
  const made = name !== PAGE && (await stat(path).catch(() => undefined));
  if (made) return { path, size: made.size };
  const smaller = await ENCODERS[encoding](bytes);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, smaller);
  return { path, size: smaller.length };
}

async function writeFiles(outdir, { fileName, code, source }) {
  const bytes = Buffer.from(code ?? source);
  const [br, gz] = await Promise.all(
    Object.keys(ENCODERS).map((encoding) => compressed(outdir, fileName, encoding, bytes)),
  );
  return { file: fileName, raw: bytes.length, gzip: gz.size, br: br.size, paths: [br.path, gz.path] };
}

/** What went into a file, in the form of esbuild's metafile, which the list of packages is made from. */
function inputsOf({ modules = {} }) {
  return Object.fromEntries(
    Object.entries(modules)
      .filter(([id]) => !id.startsWith('\0'))
      .map(([id, { renderedLength }]) => [relative('.', id.split('?')[0]), { bytesInOutput: renderedLength }]),
  );
}

/**
 * Builds the pages into a folder.
 *
 * @returns the paths that were written; the outputs as esbuild's metafile would have them; and the sizes of all files,
 *   with Vite's account of which loads which
 */
export async function buildPages(outdir) {
  const { output } = await build({ configFile: 'console/vite.config.ts', logLevel: 'warn', build: { write: false } });
  const manifest = JSON.parse(output.find(({ fileName }) => fileName === MANIFEST).source);
  const files = await Promise.all(
    output.filter(({ fileName }) => fileName !== MANIFEST).map((file) => writeFiles(outdir, file)),
  );
  const table = Object.fromEntries(files.map(({ file }) => [file, TYPES[extname(file)]]).toSorted());
  const untyped = Object.keys(table).filter((file) => table[file] === undefined);
  if (untyped.length > 0) throw new Error(`no type is known for ${untyped.join(', ')}`);
  await writeFile(join(outdir, 'files.json'), JSON.stringify(table));
  return {
    paths: [join(outdir, 'files.json'), ...files.flatMap(({ paths }) => paths)],
    outputs: Object.fromEntries(
      output.map((file) => [join(outdir, file.fileName), { bytes: 0, inputs: inputsOf(file), imports: [] }]),
    ),
    report: { manifest, files: files.map(({ paths: _, ...sizes }) => sizes) },
  };
}
