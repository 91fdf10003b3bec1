import { globSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const OWN = /test\/(?:architecture\/waiting\.test|support\/eventually)\.ts$/;
const TESTS = globSync('test/**/*.ts').filter((file) => !OWN.test(file));

it('tests wait by eventually(), because vi.waitFor gives up after a second, which a busy machine may need', () => {
  expect(TESTS.length).toBeGreaterThan(700);
  expect(TESTS.filter((file) => /\bvi\.wait(?:For|Until)\(/.test(readFileSync(file, 'utf8')))).toEqual([]);
});
