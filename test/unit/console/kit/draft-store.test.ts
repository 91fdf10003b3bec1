import { describe, expect, it } from 'vitest';
import { discardDrafts, openDrafts, type Storage } from '../../../../console/kit/draft-store.ts';

function memory(): Storage {
  const items = new Map<string, string>();
  return {
    getItem: (name) => items.get(name) ?? null,
    setItem: (name, text) => void items.set(name, text),
    removeItem: (name) => void items.delete(name),
    key: (index) => [...items.keys()][index] ?? null,
    get length() {
      return items.size;
    },
  };
}

describe('a draft', () => {
  it('is there again after the page was left', () => {
    const storage = memory();
    openDrafts(storage, 'corp ada', '1.0.0').keep('connector/build', { name: 'Build' });
    expect(openDrafts(storage, 'corp ada', '1.0.0').read('connector/build')).toEqual({ name: 'Build' });
  });

  it.each([
    ['another person', 'corp dana', '1.0.0', 'connector/build'],
    ['another release', 'corp ada', '1.1.0', 'connector/build'],
    ['another form', 'corp ada', '1.0.0', 'connector/other'],
  ])('is not met by %s', (_who, owner, release, key) => {
    const storage = memory();
    openDrafts(storage, 'corp ada', '1.0.0').keep('connector/build', 'typed');
    expect(openDrafts(storage, owner, release).read(key)).toBeUndefined();
  });

  it('is gone when it is discarded', () => {
    const drafts = openDrafts(memory(), 'corp ada', '1.0.0');
    drafts.keep('a', 1);
    drafts.discard('a');
    expect(drafts.read('a')).toBeUndefined();
  });

  it('does no harm where the browser keeps nothing, or something else', () => {
    const full: Storage = {
      ...memory(),
      getItem: () => '{broken',
      setItem: () => {
        throw new Error('QuotaExceededError');
      },
    };
    const drafts = openDrafts(full, 'corp ada', '1.0.0');
    expect(() => drafts.keep('a', 1)).not.toThrow();
    expect(drafts.read('a')).toBeUndefined();
  });
});

it('signing out discards everybody’s drafts, and nothing else', () => {
  const storage = memory();
  openDrafts(storage, 'corp ada', '1').keep('a', 1);
  openDrafts(storage, 'corp dana', '1').keep('b', 2);
  storage.setItem('color scheme', 'dark');
  discardDrafts(storage);
  expect([storage.length, storage.key(0)]).toEqual([1, 'color scheme']);
});
