// What a release records of itself, for the next one to be tested against.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MIN_READERS } from '../../../shared/domain/min-reader.ts';
import { recordRelease } from '../../releases/record-release.ts';
import { DEFINITIONS } from '../../releases/samples.ts';

const folder = mkdtempSync(join(tmpdir(), 'portunus-recorded-'));

// A copy of the sources alone is no repository.
describe.skipIf(!existsSync('.git'))('the release of the current commit', () => {
  let commit: string;
  const textOf = (file: string) => readFileSync(join(folder, file), 'utf8');

  beforeAll(async () => {
    commit = await recordRelease('HEAD', folder);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is recorded in two files', () => {
    expect(readdirSync(folder).toSorted()).toEqual(['reader.mjs', 'written.json']);
  });

  it('is code that needs nothing but Node.js, and says where it is from', () => {
    const imports = [...textOf('reader.mjs').matchAll(/(?:from|import)\s*"([^"]+)"/g)].map(([, name]) => name);
    expect(imports.filter((name) => !name?.startsWith('node:'))).toEqual([]);
    expect(textOf('reader.mjs')).toContain(commit);
  });

  it('has every field that a definition can have', () => {
    for (const [kind, fields] of Object.entries(MIN_READERS)) {
      const samples = DEFINITIONS.filter((sample) => sample.kind === kind).map(({ definition }) => definition);
      const used = new Set(samples.flatMap((definition) => Object.keys(definition)));
      expect([kind, ...used].toSorted()).toEqual([kind, ...Object.keys(fields)].toSorted());
    }
  });

  it('reads and decides what it wrote', () => {
    const { reads, decisions } = JSON.parse(textOf('written.json'));
    const refused = Object.entries<object>(reads).filter(([, read]) => 'refused' in read);
    expect(refused.map(([what]) => what)).toEqual(['account gone']);
    expect(Object.values(decisions)).toEqual(expect.arrayContaining(['grants[0]', 'administrator', 'not_allowed']));
  });
});
