import { type Changelog, parser, type Release } from 'keep-a-changelog';
import semver from 'semver';

/** `## [Unreleased]`, or `## [1.2.3] - 2026-11-27`. The parser is looser. */
const HEADING = /^## \[(?:Unreleased\]|\d\S*\] - \d{4}-\d{2}-\d{2}(?: \[YANKED\])?)$/;
const KIND = /^### (?:Added|Changed|Deprecated|Removed|Fixed|Security)$/;

/** Throws on text outside of lists, and on other headings. */
export function readChangelog(text: string): Changelog {
  // The order stays as written, so that a wrong one can be seen.
  return parser(text, { autoSortReleases: false });
}

/** What keeps a text from being a changelog in the form of Keep a Changelog 1.1. */
export function changelogFaults(text: string): string[] {
  return formFaults(text).map((fault) => `CHANGELOG.md: ${fault}`);
}

function formFaults(text: string): string[] {
  const lines = text.split('\n');
  const headings = lines.filter((line) => line.startsWith('## '));
  const wrong = headings.filter((line) => !HEADING.test(line));
  if (wrong.length > 0) return wrong.map((line) => `"${line}" is not the heading of a version`);
  const others = lines.filter((line) => line.startsWith('### ') && !KIND.test(line));
  if (others.length > 0) return others.map((line) => `"${line}" is not a kind of change`);
  if (headings[0] !== '## [Unreleased]') return ['the first section must be [Unreleased]'];
  try {
    return readChangelog(text).releases.slice(1).flatMap(releaseFaults);
  } catch (error) {
    return [(error as Error).message];
  }
}

function releaseFaults(release: Release, index: number, releases: readonly Release[]): string[] {
  const { version } = release;
  if (version === undefined) return [`version ${index + 1} is not a semantic version`];
  const previous = releases[index - 1]?.version;
  const faults = previous !== undefined && !semver.lt(version, previous) ? [`${version} is out of order`] : [];
  if (Number.isNaN(release.date?.getTime())) faults.push(`the date of ${version} is none`);
  if (release.isEmpty()) faults.push(`${version} has no changes`);
  return faults;
}
