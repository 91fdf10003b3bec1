// node run.mjs test/releases/record.ts NAME [COMMIT]: records the release of a commit in test/fixtures/releases/NAME.
import { join } from 'node:path';
import { recordRelease } from './record-release.ts';

const [, , name, commit = 'HEAD'] = process.argv;
if (name === undefined || !/^[\w.-]+$/.test(name)) throw new Error('usage: record.ts NAME [COMMIT]');
const folder = join('test/fixtures/releases', name);
console.log(`Recorded ${await recordRelease(commit, folder)} in ${folder}`);
