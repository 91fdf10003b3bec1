import type { ListedVersion } from './digest-ports.ts';

/** The first version of each key. One that somebody put later, or hid the first one with, is not what was archived. */
export function originals(versions: readonly ListedVersion[]): readonly ListedVersion[] {
  const first = new Map<string, ListedVersion>();
  for (const version of versions) if (!version.isDeleteMarker) first.set(version.key, version);
  return [...first.values()];
}

export async function collect<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
