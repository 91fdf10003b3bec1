import { describe, expect, it } from 'vitest';
import { check, type Source } from '../../../deploy/release/checks.ts';

const ROLLBACK = 'Can be rolled back to 1.1.9.';
const CHANGELOG = `# Changelog\n\n## [Unreleased]\n\n## [1.2.0] - 2026-01-31\n\n### Added\n\n- One thing.\n- ${ROLLBACK}\n`;
const UNRELEASED = CHANGELOG.replace('## [1.2.0] - 2026-01-31\n\n', '');
const READY: Source = {
  version: '1.2.0',
  lockedVersion: '1.2.0',
  changelog: CHANGELOG,
  isClean: true,
  tags: ['v1.0.0', 'v1.1.9', 'v1.10', 'very-old'],
  recorded: ['1.1.9'],
};
const NOTES = {
  version: '1.2.0',
  notes: `## 1.2.0 - 2026-01-31\n\n### Added\n\n- One thing.\n- ${ROLLBACK}\n`,
};
const UNSAID = `CHANGELOG.md: [1.2.0] must say "${ROLLBACK}" or "Can't be rolled back: WHY"`;

describe('a release', () => {
  it.each([true, false])('has the section of its version as notes (with a tag: %s)', (forTag) => {
    expect(check(READY, forTag)).toEqual(NOTES);
  });

  it.each<[string, Partial<Source>, string]>([
    ['two parts', { version: '1.2', lockedVersion: '1.2' }, 'package.json: "1.2" is not a semantic version'],
    ['a leading v', { version: 'v1.2.0' }, 'package.json: "v1.2.0" is not a semantic version'],
    [
      'another version in the lock file',
      { lockedVersion: '1.1.9' },
      'package-lock.json has version 1.1.9, and package.json 1.2.0: set it with npm version',
    ],
    [
      'a changelog of another form',
      { changelog: CHANGELOG.replace('[Unreleased]', 'Next') },
      'CHANGELOG.md: "## Next" is not the heading of a version',
    ],
  ])('is refused for %s, with and without a tag', (_what, fault, text) => {
    for (const forTag of [true, false]) expect(check({ ...READY, ...fault }, forTag)).toEqual({ faults: [text] });
  });

  it.each<[string, Partial<Source>, string[]]>([
    ['changes that are not committed', { isClean: false }, ['the working tree has changes that are not committed']],
    ['a tag of its name', { tags: ['v1.2.0'] }, ['the tag v1.2.0 exists already']],
    ['a newer tag', { tags: ['v1.2.1', 'v1.1.9'] }, ['1.2.0 is older than v1.2.1, which is released']],
    [
      'a changelog without its section',
      { changelog: UNRELEASED },
      [
        'CHANGELOG.md: there is no section [1.2.0]',
        'CHANGELOG.md: move what is under [Unreleased] to [1.2.0], or the notes would lack it',
      ],
    ],
    [
      'changes that its section lacks',
      { changelog: CHANGELOG.replace('## [1', '### Fixed\n\n- A fault.\n\n## [1') },
      ['CHANGELOG.md: move what is under [Unreleased] to [1.2.0], or the notes would lack it'],
    ],
  ])('gets no tag for %s, but a dry run', (_what, fault, faults) => {
    expect(check({ ...READY, ...fault }, true)).toEqual({ faults });
    expect(check({ ...READY, ...fault }, false)).toHaveProperty('notes');
  });

  it.each<[string, Partial<Source>, string[]]>([
    [
      'a last release that is not recorded',
      { recorded: ['1.0.0'] },
      ['v1.1.9 is not recorded: run node run.mjs test/releases/record.ts 1.1.9 v1.1.9'],
    ],
    ['a changelog without a word on rolling back', { changelog: CHANGELOG.replace(`- ${ROLLBACK}\n`, '') }, [UNSAID]],
    ['a changelog that names another release', { changelog: CHANGELOG.replace('to 1.1.9', 'to 1.0.0') }, [UNSAID]],
  ])('gets no tag for %s', (_what, fault, faults) => {
    expect(check({ ...READY, ...fault }, true)).toEqual({ faults });
  });

  it("gets a tag if it can't be rolled back and says why", () => {
    const changelog = CHANGELOG.replace(ROLLBACK, "Can't be rolled back: the keys are stored in another form.");
    expect(check({ ...READY, changelog }, true)).toHaveProperty('notes');
  });

  it('that is the first one has nothing to be rolled back to', () => {
    const first = { tags: [], recorded: [], changelog: CHANGELOG.replace(`- ${ROLLBACK}\n`, '') };
    expect(check({ ...READY, ...first }, true)).toHaveProperty('notes');
  });

  it('names all that keeps it from getting a tag', () => {
    const { faults } = check({ ...READY, isClean: false, tags: ['v1.2.0'], changelog: UNRELEASED }, true) as {
      faults: string[];
    };
    expect(faults).toHaveLength(4);
  });

  it('has what is unreleased as notes of a dry run while its section is missing', () => {
    expect(check({ ...READY, changelog: UNRELEASED }, false)).toMatchObject({
      notes: expect.stringMatching(/^## Unreleased\n\n### Added/),
    });
  });
});
