import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

it('the page of pictures shows each picture of a screen once', () => {
  const shown = [...readFileSync('docs/screens.md', 'utf8').matchAll(/\]\(screenshots\/([^)]+)\)/g)].map(
    ([, name]) => name,
  );
  expect(shown.toSorted()).toEqual(readdirSync('docs/screenshots').toSorted());
});
