import { readFileSync } from 'node:fs';
import { verdict } from './statistics.ts';

interface Metafile {
  readonly outputs: Readonly<
    Record<
      string,
      { readonly bytes: number; readonly imports: readonly { path: string; kind: string; external?: boolean }[] }
    >
  >;
}

/** The targets in KB: the code that is loaded at start, and all of it. */
const MOST: Readonly<Record<string, readonly [atStart: number, inAll: number]>> = {
  issue: [300, 560],
  read: [400, 600],
};

/** Prints the sizes of a function's build: the code that is loaded at start, and everything in the zip. */
export function benchBundle(name: string): void {
  const { outputs }: Metafile = JSON.parse(readFileSync(`dist/meta/${name}.json`, 'utf8'));
  const code = Object.entries(outputs).filter(([file]) => file.endsWith('.js'));
  const loaded = new Set<string>();
  const load = (file: string): void => {
    if (loaded.has(file)) return;
    loaded.add(file);
    for (const { path, kind, external } of outputs[file]?.imports ?? []) {
      if (kind === 'import-statement' && !external) load(path);
    }
  };
  load(`dist/${name}/handler.js`);
  const kilobytes = (files: Iterable<string>) =>
    [...files].reduce((sum, file) => sum + (outputs[file]?.bytes ?? 0), 0) / 1024;
  const [mostAtStart, mostInAll] = MOST[name] ?? [400, 600];
  console.log(verdict(`${name}: KB loaded at start`, kilobytes(loaded), mostAtStart, 1));
  console.log(verdict(`${name}: KB with all chunks`, kilobytes(code.map(([file]) => file)), mostInAll, 1));
}
