// What the pages say of errors and settings, held against the code that has them.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ERROR_CODES } from '../../../shared/domain/errors.ts';

const page = readFileSync('docs/troubleshooting.md', 'utf8');

describe('docs/troubleshooting.md', () => {
  const sections = new Map(
    page
      .split('\n### ')
      .slice(1)
      .map((text) => [text.split('\n')[0], text.split('\n## ')[0]?.split('\n').slice(1).join('\n').trim() ?? '']),
  );

  it.each(ERROR_CODES)('has a section for %s, with its status and what to do', (code) => {
    const text = sections.get(`\`${code}\``) ?? '';
    expect(text).toMatch(/^HTTP (?:4|5)\d\d\. /);
    expect(text.length).toBeGreaterThan(60);
  });

  it('has no section for a code that there is none of', () => {
    const known = ERROR_CODES.map((code) => `\`${code}\``);
    expect([...sections.keys()].filter((heading) => !known.some((one) => one === heading))).toEqual([]);
  });

  const sources = ['cli', 'shared/domain', 'shared/policy'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(?:ts|mjs)$/.test(name))
      .map((name) => readFileSync(`${folder}/${name}`, 'utf8')),
  );
  const rows = page.split('\n## The command\n')[1]?.split('\n## ')[0] ?? '';
  const messages = [...rows.matchAll(/^\| (`[^|]*`)[^|]*\|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([^`]+)`/g)].map(([, text = '']) => text),
  );

  it('has the messages of the command', () => {
    expect(messages.length).toBeGreaterThan(20);
  });

  it.each(messages)('has "%s" as the command says it', (message) => {
    // Two of them are put together from parts.
    const words = message.replace(/^must be text, in quotes$/, 'text, in quotes').replace(/^must be a list$/, 'a list');
    expect(sources.filter((text) => text.includes(words) || text.includes(words.replaceAll("'", "\\'")))).not.toEqual(
      [],
    );
  });
});

describe('docs/getting-started.md', () => {
  const guide = readFileSync('docs/getting-started.md', 'utf8');

  it('writes over nobody’s Docker configuration', () => {
    const commands = guide.split('\n').filter((line) => line.startsWith('    '));
    expect(commands.filter((line) => /~\/\.docker|\$HOME\/\.docker/.test(line))).toEqual([]);
    expect(guide).toContain('umask 077');
  });
});
