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

/** `issue` has the client of CodeArtifact too, of 32 KB, and what decides on such logins. Only they load the client. */
const MOST_IN_ALL: Readonly<Record<string, number>> = { issue: 650 };

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
  console.log(verdict(`${name}: KB loaded at start`, kilobytes(loaded), 400, 0));
  console.log(
    verdict(`${name}: KB with all chunks`, kilobytes(code.map(([file]) => file)), MOST_IN_ALL[name] ?? 600, 0),
  );
}
