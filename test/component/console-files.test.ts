import { readdirSync, readFileSync } from 'node:fs';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { FIRST_SCREEN, filesFor, kilobytesOf, onDemand, PAGE, readReport } from '../support/console/pages.ts';

const report = readReport();
const first = filesFor(report, [PAGE, FIRST_SCREEN]);
const FOLDER = 'dist/console/static';

describe('the size of the console', () => {
  it('is at most 320 KB for the first screen, with all scripts and styles', () => {
    const size = kilobytesOf(report, first);
    expect(size).toBeGreaterThan(100);
    expect(size).toBeLessThanOrEqual(320);
  });

  it.each(onDemand(report))('is at most 200 KB more for %s', (source) => {
    const own = new Set([...filesFor(report, [source])].filter((file) => !first.has(file)));
    expect(kilobytesOf(report, own)).toBeLessThanOrEqual(200);
  });

  it('leaves for later what few screens need', () => {
    const { outputs } = JSON.parse(readFileSync('dist/meta/console.json', 'utf8')) as Metafile;
    const modules = [...first].flatMap((file) => Object.keys(outputs[`${FOLDER}/${file}`]?.inputs ?? {}));
    expect(modules.length).toBeGreaterThan(100);
    expect(modules.filter((module) => /node_modules\/(?:yaml|ace-builds|valibot)\/|-chart\//.test(module))).toEqual([]);
  });
});

interface Metafile {
  readonly outputs: Readonly<Record<string, { readonly inputs: Readonly<Record<string, unknown>> }>>;
}

describe('the files of the console', () => {
  const names = readdirSync(FOLDER, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => `${parentPath}/${name}`.slice(FOLDER.length + 1));
  const types: Record<string, string> = JSON.parse(readFileSync(`${FOLDER}/files.json`, 'utf8'));

  it('are those in the table, each in two encodings, and no others', () => {
    const told = Object.keys(types).flatMap((name) => [`${name}.br`, `${name}.gzip`]);
    expect(names.toSorted()).toEqual([...told, 'files.json'].toSorted());
  });

  it('are the same in both encodings', () => {
    const differing = Object.keys(types).filter((name) => {
      const [br, gzip] = ['br', 'gzip'].map((encoding) => readFileSync(`${FOLDER}/${name}.${encoding}`));
      return !brotliDecompressSync(br as Buffer).equals(gunzipSync(gzip as Buffer));
    });
    expect(differing).toEqual([]);
  });

  it('have the hash of their content in their names, but for the page, which is never kept', () => {
    const unhashed = Object.keys(types).filter((name) => !/^assets\/[\w.-]+-[\w-]{8}\.\w+$/.test(name));
    expect(unhashed).toEqual([PAGE]);
  });

  it('begin with a page that holds no script and no style of its own, and loads nothing from elsewhere', () => {
    const page = String(gunzipSync(readFileSync(`${FOLDER}/${PAGE}.gzip`)));
    expect(page).not.toMatch(/<style|<script(?![^>]* src="\/console\/assets\/)|\son\w+=|https?:/i);
    const loaded = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address = '']) => address);
    expect(loaded.length).toBeGreaterThan(1);
    expect(loaded.filter((address) => !/^\/console\/assets\/[\w.-]+$/.test(address))).toEqual([]);
  });

  it('have no source maps, which would double the zip', () => {
    expect(names.filter((name) => name.includes('.map'))).toEqual([]);
  });
});
