// The releases that are recorded in test/fixtures/releases, and this one in the same form.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as current from '../releases/release.ts';
import type { Reads, Release, Written } from '../releases/written.ts';

const FOLDER = 'test/fixtures/releases';

export const THIS: Release = current;

interface Recorded {
  readonly written: Written;
  readonly reads: Reads;
  readonly decisions: Readonly<Record<string, string>>;
}

/** Every release of which there is a record. */
export const RELEASES: readonly string[] = readdirSync(FOLDER);

/** What a release wrote, and how it read and decided that. */
export function recordOf(name: string): Recorded {
  return JSON.parse(readFileSync(join(FOLDER, name, 'written.json'), 'utf8'));
}

/** The releases whose code is kept: the last one, to which this one can be rolled back. */
export const READERS: readonly string[] = RELEASES.filter((name) => existsSync(join(FOLDER, name, 'reader.mjs')));

export async function codeOf(name: string): Promise<Release> {
  return await import(pathToFileURL(resolve(FOLDER, name, 'reader.mjs')).href);
}
