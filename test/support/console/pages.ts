// What the build says of the console's files: which loads which, and how large each is.
import { readFileSync } from 'node:fs';

interface Chunk {
  readonly file: string;
  readonly isEntry?: boolean;
  readonly imports?: readonly string[];
  readonly dynamicImports?: readonly string[];
  readonly css?: readonly string[];
}

interface Report {
  /** Vite's own account, by the source of each file. */
  readonly manifest: Readonly<Record<string, Chunk>>;
  readonly files: readonly {
    readonly file: string;
    readonly raw: number;
    readonly gzip: number;
    readonly br: number;
  }[];
}

export function readReport(): Report {
  return JSON.parse(readFileSync('dist/meta/console-pages.json', 'utf8'));
}

/** The page itself, and whatever it loads before any screen is known. */
export const PAGE = 'index.html';
export const FIRST_SCREEN = 'screens/mine/mine.tsx';

/** The files that are loaded for some sources, with all that these import. What is imported on demand is not among them. */
export function filesFor({ manifest }: Report, sources: readonly string[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const visit = (source: string): void => {
    if (seen.has(source)) return;
    seen.add(source);
    for (const next of manifest[source]?.imports ?? []) visit(next);
  };
  for (const source of sources) visit(source);
  const files = [...seen].flatMap((source) => [manifest[source]?.file ?? '', ...(manifest[source]?.css ?? [])]);
  return new Set([PAGE, ...files]);
}

/** How many KB of these are sent, compressed as a browser of today takes it, or as any takes it. */
export function kilobytesOf({ files }: Report, names: ReadonlySet<string>, encoding: 'gzip' | 'br' = 'gzip'): number {
  const sent = files.filter(({ file }) => names.has(file)).reduce((sum, file) => sum + file[encoding], 0);
  return Math.round(sent / 102.4) / 10;
}

/** The sources that are loaded on demand, from anywhere. */
export function onDemand({ manifest }: Report): readonly string[] {
  return [...new Set(Object.values(manifest).flatMap(({ dynamicImports = [] }) => dynamicImports))].toSorted();
}
