// The pages name the one place of each rule. A file that has moved would send its reader nowhere.
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));

function wordsIn(page: string, pattern: RegExp): string[] {
  return [...new Set([...readFileSync(page, 'utf8').matchAll(pattern)].map(([, word = '']) => word))];
}

describe.each([
  ['docs/architecture.md', 'shared/'],
  ['CONTRIBUTING.md', ''],
  ['docs/extending.md', ''],
])('%s', (page, base) => {
  const paths = wordsIn(page, /`((?!dist\/|[^`]*NAME)(?:[a-z-]+|\.ci)\/[\w/-]*(?:\.test)?(?:\.(?:ts|json|md))?)`/g);

  it('names many places', () => {
    expect(paths.length).toBeGreaterThan(30);
  });

  it.each(paths)('names %s, which exists', (path) => {
    expect([path, base + path].some((place) => existsSync(place))).toBe(true);
  });
});

describe('the commands in CONTRIBUTING.md', () => {
  const listed = wordsIn('CONTRIBUTING.md', /^\| `npm (?:run )?([a-z:]+)/gm);

  it('are all that package.json has, but the parts of npm run check', () => {
    const parts = ['lint', 'types', 'unused'];
    expect([...listed, ...parts].toSorted()).toEqual(Object.keys(scripts).toSorted());
  });
});
