// The page names the one place of each rule. A file that has moved would send its reader nowhere.
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const page = readFileSync('docs/architecture.md', 'utf8');
const paths = new Set([...page.matchAll(/`([a-z-]+\/[\w/-]*(?:\.(?:ts|json))?)`/g)].map(([, path = '']) => path));

describe('docs/architecture.md', () => {
  it('names the place of every rule', () => {
    expect(paths.size).toBeGreaterThan(40);
  });

  it.each([...paths])('names %s, which exists', (path) => {
    expect([path, `shared/${path}`].some((place) => existsSync(place))).toBe(true);
  });
});
