import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { changelogFaults } from '../../../deploy/release/changelog.ts';

const HEAD = '# Changelog\n\n## [Unreleased]\n\n';
const FIRST = '## [0.1.0] - 2026-01-31\n\n### Added\n\n- One thing.\n';

describe('the form of a changelog', () => {
  it('is the form of CHANGELOG.md', () => {
    expect(changelogFaults(readFileSync('CHANGELOG.md', 'utf8'))).toEqual([]);
  });

  it.each([
    ['nothing released', HEAD],
    ['one version', HEAD + FIRST],
    ['two versions, and a prerelease', `${HEAD}## [0.2.0-rc.1] - 2026-02-28\n\n### Fixed\n\n- A fault.\n\n${FIRST}`],
    ['a version that was taken back', HEAD + FIRST.replace('31', '31 [YANKED]')],
    [
      'all six kinds',
      HEAD + FIRST.replace('Added', 'Security') + kinds('Added', 'Changed', 'Deprecated', 'Removed', 'Fixed'),
    ],
    ['a change over two lines', `${HEAD}${FIRST}  It goes on here.\n`],
  ])('allows %s', (_what, text) => {
    expect(changelogFaults(text)).toEqual([]);
  });

  it.each([
    ['no section for what is unreleased', `# Changelog\n\n${FIRST}`, 'the first section must be [Unreleased]'],
    [
      'a version without brackets',
      HEAD + FIRST.replace(/[[\]]/g, ''),
      '"## 0.1.0 - 2026-01-31" is not the heading of a version',
    ],
    ['a version without a date', HEAD + FIRST.replace(/ - .*/, ''), '"## [0.1.0]" is not the heading of a version'],
    ['a version in brackets of two parts', HEAD + FIRST.replace('0.1.0', '0.1'), 'version 1 is not a semantic version'],
    ['a date that no calendar has', HEAD + FIRST.replace('01-31', '13-31'), 'the date of 0.1.0 is none'],
    ['a version without changes', `${HEAD}## [0.1.0] - 2026-01-31\n`, '0.1.0 has no changes'],
    ['one version twice', HEAD + FIRST + FIRST, '0.1.0 is out of order'],
    ['an older version first', HEAD + FIRST + FIRST.replace('0.1.0', '0.2.0'), '0.2.0 is out of order'],
    [
      'a sentence outside of the list',
      HEAD + FIRST.replace('- One', 'One'),
      'Parse error in the line 8: Unexpected content [[8,"p",["One thing."]]]',
    ],
    ['another kind of change', HEAD + FIRST.replace('Added', 'Improved'), '"### Improved" is not a kind of change'],
  ])('refuses %s', (_what, text, fault) => {
    expect(changelogFaults(text)).toEqual([`CHANGELOG.md: ${fault}`]);
  });
});

function kinds(...names: readonly string[]): string {
  return names.map((name) => `\n### ${name}\n\n- One thing.\n`).join('');
}
