import { isBuiltin } from 'node:module';

/** Names of the exports that can be written as they are in an ES module. */
const NAME = /^(?!default$)[A-Za-z_$][\w$]*$/;

/**
 * Takes Node's own modules from `process.getBuiltinModule` instead of importing them. An import reads every export, and
 * to read all exports of node:http loads undici, which takes longer than all of our own code.
 */
export function builtinModules() {
  return {
    name: 'builtin-modules',
    setup({ onResolve, onLoad, onEnd }) {
      onResolve({ filter: /^(?:node:)?[a-z_]+(?:\/[a-z_]+)?$/ }, ({ path, kind }) => {
        if (!isBuiltin(path)) return undefined;
        const namespace = kind === 'import-statement' ? 'builtin' : 'builtin-object';
        return { path: `node:${path.replace(/^node:/, '')}`, namespace, sideEffects: false };
      });
      onLoad({ filter: /./, namespace: 'builtin' }, ({ path }) => ({ contents: asModule(path) }));
      // What is imported dynamically or required is the module as a whole.
      onLoad({ filter: /./, namespace: 'builtin-object' }, ({ path }) => ({
        contents: `module.exports = process.getBuiltinModule('${path}');`,
      }));
      onEnd(({ metafile }) => withoutMade(metafile, /^builtin(?:-object)?:/));
    },
  };
}

/** Writes an ES module of which esbuild keeps the names that are used, so that no other export is read. */
function asModule(path) {
  const names = Object.keys(process.getBuiltinModule(path)).filter((name) => NAME.test(name));
  return [
    `const builtin = process.getBuiltinModule('${path}');`,
    'export default builtin;',
    ...names.map((name, at) => `const _${at} = /* @__PURE__ */ (() => builtin.${name})();`),
    `export { ${names.map((name, at) => `_${at} as ${name}`).join(', ')} };`,
  ].join('\n');
}

/**
 * Takes what a plugin made, by its namespaces, out of esbuild's account of a bundle. It is of no package, so the list of
 * packages has none of it.
 */
export function withoutMade(metafile, namespaces) {
  for (const { inputs } of metafile === undefined ? [] : [metafile, ...Object.values(metafile.outputs)]) {
    for (const path of Object.keys(inputs)) if (namespaces.test(path)) delete inputs[path];
  }
}
