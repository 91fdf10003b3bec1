/** Where drafts are: the tab's own storage, which ends with the tab. */
export type Storage = Pick<globalThis.Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

const PREFIX = 'portunus draft ';

/** What a person has typed and not saved, by a name. Another person who signs in in the same tab doesn't meet it. */
export interface Drafts {
  read(key: string): unknown;
  keep(key: string, value: unknown): void;
  discard(key: string): void;
}

/**
 * @param owner who types
 * @param release the release of the console, because another one may have other forms
 */
export function openDrafts(storage: Storage, owner: string, release: string): Drafts {
  const nameOf = (key: string) => `${PREFIX}${JSON.stringify([release, owner, key])}`;
  return {
    read(key) {
      try {
        return JSON.parse(storage.getItem(nameOf(key)) ?? 'null') ?? undefined;
      } catch {
        return undefined;
      }
    },
    keep(key, value) {
      try {
        storage.setItem(nameOf(key), JSON.stringify(value));
      } catch {
        // The browser keeps nothing, or no more. The draft is still on the page.
      }
    },
    discard: (key) => storage.removeItem(nameOf(key)),
  };
}

/** Signing out leaves no draft of anybody. */
export function discardDrafts(storage: Storage): void {
  const names = Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? '');
  for (const name of names) if (name.startsWith(PREFIX)) storage.removeItem(name);
}
