// What esbuild says of a function's bundle.
import { readFileSync } from 'node:fs';

export interface Output {
  readonly bytes: number;
  readonly imports: readonly { readonly path: string; readonly kind: string; readonly external?: boolean }[];
  readonly inputs: Readonly<Record<string, { readonly bytesInOutput: number }>>;
}
export type Outputs = Readonly<Record<string, Output>>;

export function outputsOf(name: string): Outputs {
  return JSON.parse(readFileSync(`dist/meta/${name}.json`, 'utf8')).outputs;
}

/** What a new environment loads before its first request. */
export function loadedAtStart(name: string): readonly Output[] {
  const outputs = outputsOf(name);
  const loaded = new Set<string>();
  const load = (file: string): void => {
    if (loaded.has(file)) return;
    loaded.add(file);
    for (const { path, kind } of outputs[file]?.imports ?? []) if (kind === 'import-statement') load(path);
  };
  load(`dist/${name}/handler.js`);
  return [...loaded].flatMap((file) => outputs[file] ?? []);
}

/** The code of a function: what its zip holds, without the maps of its sources. */
export function codeOf(name: string): readonly Output[] {
  return Object.entries(outputsOf(name)).flatMap(([file, output]) => (file.endsWith('.js') ? [output] : []));
}

export function kilobytes(outputs: readonly Output[]): number {
  return outputs.reduce((sum, { bytes }) => sum + bytes, 0) / 1_024;
}
