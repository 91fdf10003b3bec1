import type { Changelog } from 'keep-a-changelog';
import semver from 'semver';
import { changelogFaults, readChangelog } from './changelog.ts';

/** What a release is made from, as far as it decides whether there can be one. */
export interface Source {
  readonly version: string;
  readonly lockedVersion: string;
  readonly changelog: string;
  readonly isClean: boolean;
  readonly tags: readonly string[];
  /** The releases in test/fixtures/releases, against which this one is tested. */
  readonly recorded: readonly string[];
}

export interface Checked {
  readonly version: string;
  /** The changelog's section of this version, or what is unreleased as long as there is none. */
  readonly notes: string;
}

/** What is released, or every reason why it can't be. A tag has further conditions, because it can't be taken back. */
export function check(source: Source, forTag: boolean): Checked | { readonly faults: readonly string[] } {
  const { version } = source;
  const formFaults = [...versionFaults(source), ...changelogFaults(source.changelog)];
  if (formFaults.length > 0) return { faults: formFaults };
  const changelog = readChangelog(source.changelog);
  const faults = forTag
    ? [...tagFaults(source), ...notesFaults(changelog, version), ...rollbackFaults(source, changelog)]
    : [];
  if (faults.length > 0) return { faults };
  // With an empty line after each heading, as Markdown linters want.
  changelog.format = 'markdownlint';
  const section = changelog.findRelease(version) ?? changelog.findRelease();
  return { version, notes: `${section?.toString(changelog)}\n` };
}

function versionFaults({ version, lockedVersion }: Source): string[] {
  if (semver.valid(version) !== version) return [`package.json: "${version}" is not a semantic version`];
  if (version === lockedVersion) return [];
  return [`package-lock.json has version ${lockedVersion}, and package.json ${version}: set it with npm version`];
}

function tagFaults({ version, isClean, tags }: Source): string[] {
  const faults = isClean ? [] : ['the working tree has changes that are not committed'];
  if (tags.includes(`v${version}`)) return [...faults, `the tag v${version} exists already`];
  const newest = semver.rsort(tags.filter((tag) => semver.valid(tag)))[0];
  const isOlder = newest !== undefined && semver.lt(version, newest);
  return isOlder ? [...faults, `${version} is older than ${newest}, which is released`] : faults;
}

/** Whether one can roll back must be known and tested before a release: afterwards it is too late. */
function rollbackFaults({ version, tags, recorded }: Source, changelog: Changelog): string[] {
  const earlier = tags.filter((tag) => semver.valid(tag) && semver.lt(tag, version));
  const section = changelog.findRelease(version);
  const [newest] = semver.rsort(earlier);
  if (newest === undefined || section === undefined) return [];
  const last = newest.slice(1);
  const untested = `${newest} is not recorded: run node run.mjs test/releases/record.ts ${last} ${newest}`;
  const [can, cannot] = [`Can be rolled back to ${last}.`, "Can't be rolled back: "];
  const changes = [...section.changes.values()].flat();
  const isSaid = changes.some(({ title }) => title === can || title.startsWith(cannot));
  return [
    ...(recorded.includes(last) ? [] : [untested]),
    ...(isSaid ? [] : [`CHANGELOG.md: [${version}] must say "${can}" or "${cannot}WHY"`]),
  ];
}

function notesFaults(changelog: Changelog, version: string): string[] {
  const faults = changelog.findRelease(version) ? [] : [`CHANGELOG.md: there is no section [${version}]`];
  if (changelog.findRelease()?.isEmpty()) return faults;
  return [...faults, `CHANGELOG.md: move what is under [Unreleased] to [${version}], or the notes would lack it`];
}
