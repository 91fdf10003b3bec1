// npm run release: everything that a release consists of, into dist/release; and with --tag the tag of it.
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { ARTIFACTS, type Artifact, BUNDLES } from './artifacts.ts';
import { type Checked, check, type Source } from './checks.ts';
import { createTag, headCommit, isTreeClean, versionTags } from './git.ts';
import { readSbom, sha256, writeNotices, writeSbom } from './sbom.ts';

const FOLDER = 'dist/release';
/** Files are written here first, so that a run that fails never leaves half a release in the folder above. */
const UNFINISHED = 'dist/release.unfinished';

const { tag = false } = new Command('release')
  .description(`Makes the artifacts of a release in ${FOLDER}.`)
  .option('--tag', 'also tag the commit, after further checks')
  .addOption(new Option('--dry-run', 'make no tag (the default)').conflicts('tag'))
  .parse()
  .opts<{ tag?: boolean }>();

const checked = check(readSource(), tag);
if ('faults' in checked) refuse(checked.faults);
else await release(checked).catch((error: Error) => refuse([error.message]));

function refuse(faults: readonly string[]): void {
  for (const fault of faults) console.error(`release: ${fault}`);
  process.exitCode = 1;
}

function readSource(): Source {
  const versionIn = (file: string): string => JSON.parse(readFileSync(file, 'utf8')).version;
  return {
    version: versionIn('package.json'),
    lockedVersion: versionIn('package-lock.json'),
    changelog: readFileSync('CHANGELOG.md', 'utf8'),
    isClean: isTreeClean(),
    tags: versionTags(),
    recorded: readdirSync('test/fixtures/releases'),
  };
}

async function release({ version, notes }: Checked): Promise<void> {
  const files = await makeFiles(version, notes);
  rmSync(UNFINISHED, { recursive: true, force: true });
  mkdirSync(UNFINISHED);
  for (const { file, bytes } of files) writeFileSync(join(UNFINISHED, file), bytes);
  rmSync(FOLDER, { recursive: true, force: true });
  renameSync(UNFINISHED, FOLDER);
  for (const { file, bytes } of files) console.log(`${String(bytes.length).padStart(9)}  ${file}`);
  if (tag) createTag(`v${version}`, `Portunus ${version}\n\n${notes}`);
  console.log(tag ? `Tagged v${version}.` : `A dry run of ${version} from ${describeTree()}: nothing is tagged.`);
}

function describeTree(): string {
  const { id } = headCommit();
  return isTreeClean() ? `commit ${id}` : `commit ${id} with changes that are not committed`;
}

async function makeFiles(version: string, notes: string): Promise<Artifact[]> {
  const commit = headCommit();
  const sboms = new Map(BUNDLES.map((bundle) => [bundle, readSbom(bundle)]));
  const notices = writeNotices([...sboms.values()]);
  const artifacts: Artifact[] = [];
  for (const make of ARTIFACTS) artifacts.push(...(await make({ version, notices })));
  const described = artifacts.map(async ({ file, bytes, bundle }) => {
    if (bundle === undefined) return [];
    const sbom = sboms.get(bundle);
    if (sbom === undefined) throw new Error(`${file} has no bill of materials: add ${bundle} to BUNDLES`);
    return [textFile(file.replace(/zip$/, 'cdx.json'), await writeSbom(sbom, file, bytes, commit))];
  });
  const files = [
    ...artifacts,
    ...(await Promise.all(described)).flat(),
    textFile('THIRD-PARTY-NOTICES.txt', notices),
    textFile('RELEASE-NOTES.md', notes),
  ].toSorted((a, b) => (a.file < b.file ? -1 : 1));
  const checksums = files.map(({ file, bytes }) => `${sha256(bytes)}  ${file}\n`);
  return [...files, textFile('SHA256SUMS', checksums.join(''))];
}

function textFile(file: string, text: string): Artifact {
  return { file, bytes: Buffer.from(text) };
}
