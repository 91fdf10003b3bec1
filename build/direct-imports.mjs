import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { withoutUnusedErrors } from './unused-errors.mjs';

/** The SDK's own files, which are all generated or compiled to this form. */
const FILE = /[\\/]node_modules[\\/]@(?:aws|aws-sdk|smithy)[\\/].*[\\/]dist-es[\\/].*\.js$/;
const IMPORT = /^import \{([^}]*)\} from "([^"]+)";$/gm;
/** An import of one of Node's own modules on demand, for which esbuild would make a file. */
const BUILTIN = /await import\((['"]node:[\w/]+['"])\)/g;
const EXPORT = /^export \{([^}]*)\}(?: from "([^"]+)")?;$/gm;

/**
 * Lets the SDK's files import from each other what they otherwise import through an index file. esbuild loads at start
 * what any chunk needs of an index file, if something that is loaded at start imports that file. So XML and all other
 * protocols would be loaded with DynamoDB's JSON. A name that isn't found stays where it was, and esbuild judges it.
 */
export function directImports() {
  return {
    name: 'direct-imports',
    setup({ onLoad, resolve }) {
      const direct = createDirect(resolve);
      onLoad({ filter: FILE }, async ({ path }) => {
        const code = withoutUnusedErrors(await readFile(path, 'utf8'), path);
        const imports = await Promise.all([...code.matchAll(IMPORT)].map((found) => direct(found, path)));
        const contents = code.replace(IMPORT, () => imports.shift());
        return { contents: contents.replace(BUILTIN, 'process.getBuiltinModule($1)') };
      });
    },
  };
}

function createDirect(resolve) {
  const indexes = new Map();
  const indexAt = (path) => indexes.get(path) ?? indexes.set(path, readFile(path, 'utf8').then(asIndex)).get(path);

  const files = new Map();
  const resolveFile = async (from, importer) => {
    const resolveDir = dirname(importer);
    const { path, namespace } = await resolve(from, { kind: 'import-statement', importer, resolveDir });
    return namespace === 'file' && FILE.test(path) ? path : undefined;
  };
  // All files of a package find the same packages. Without this, a build takes four times as long.
  const fileOf = (from, importer) => {
    const key = `${from.startsWith('@') ? importer.split('dist-es')[0] : dirname(importer)} ${from}`;
    return files.get(key) ?? files.set(key, resolveFile(from, importer)).get(key);
  };
  const find = async (from, name, importer) => {
    const path = await fileOf(from, importer);
    const source = path && (await indexAt(path)).get(name);
    return (source && (await find(source.from, source.name, path))) ?? { from: path ?? from, name };
  };
  return async ([statement, names, from], importer) => {
    if (!from.startsWith('@')) return statement;
    const found = await Promise.all(
      readNames(names).map(async ({ name, as }) => ({ as, ...(await find(from, name, importer)) })),
    );
    return found.map(({ from, name, as }) => `import { ${name} as ${as} } from ${JSON.stringify(from)};`).join('');
  };
}

/** Returns where a file has the names from that it only passes on. */
function asIndex(code) {
  const imported = new Map();
  for (const [, names, from] of code.matchAll(IMPORT)) {
    for (const { name, as } of readNames(names)) imported.set(as, { from, name });
  }
  const passedOn = new Map();
  for (const [, names, from] of code.matchAll(EXPORT)) {
    for (const { name, as } of readNames(names)) passedOn.set(as, from ? { from, name } : imported.get(name));
  }
  return passedOn;
}

/** Reads what stands between the braces: `name`, or `name as other`. */
function readNames(names) {
  return names
    .split(',')
    .map((text) => text.trim().split(' as '))
    .filter(([name]) => name)
    .map(([name, as = name]) => ({ name, as }));
}
