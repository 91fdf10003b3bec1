import { zipSync } from 'fflate';

export interface ZipEntry {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly executable: boolean;
}

const UNIX = 3;

/** The same entries always give the same bytes, in whatever order they come. */
export function zip(entries: readonly ZipEntry[]): Uint8Array {
  const sorted = entries.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  // The first day that the format knows. ZIP stores local time, so this is the same bytes in every time zone.
  const mtime = new Date(1980, 0, 1);
  const options = ({ executable }: ZipEntry) => ({
    mtime,
    os: UNIX,
    attrs: (executable ? 0o100755 : 0o100644) << 16,
  });
  return zipSync(Object.fromEntries(sorted.map((entry) => [entry.path, [entry.bytes, options(entry)]])), { level: 9 });
}
