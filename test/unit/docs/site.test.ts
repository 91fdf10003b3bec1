// The site's addresses and groups. Its build checks links to pages, and npm run prose all links in the repository.
import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { addressOf, SIDEBAR, siteLink, sitePath, slugOf } from '../../../docs/.vitepress/pages.ts';

const PAGES = globSync(['*.md', '{clients,docs,local}/**/*.md']).map((file) => file.replaceAll('\\', '/'));

describe('the pages of the site', () => {
  it.each([
    ['docs/index.md', 'index.md'],
    ['docs/api.md', 'api.md'],
    ['docs/ci/README.md', 'ci/index.md'],
    ['docs/ci/github.md', 'ci/github.md'],
    ['README.md', 'readme.md'],
    ['SECURITY.md', 'security.md'],
    ['clients/README.md', 'clients/index.md'],
  ])('have an address: %s is at %s', (file, address) => {
    expect(sitePath(file)).toBe(address);
  });

  it.each([
    ['docs/api.md', 'formats.md#errors', '/formats.md#errors'],
    ['docs/ci/github.md', '../../clients/README.md', '/clients/index.md'],
    ['docs/formats.md', '../clients', '/clients/index.md'],
    ['docs/index.md', '../README.md', '/readme.md'],
    ['README.md', 'docs/portunus.schema.json', '/portunus.schema.json'],
    ['docs/api.md', 'openapi.json', '/openapi.json'],
    ['README.md', 'functions/issue/handler.ts', '/source/functions/issue/handler.ts.txt'],
  ])('link by it: in %s, %s is %s', (from, href, link) => {
    expect(siteLink(from, href)).toBe(link);
  });

  // As GitHub shows these headings.
  it.each([
    ['What a limit does **not** bind', 'what-a-limit-does-not-bind'],
    ['`token_missing`', 'token_missing'],
    ['22. Exit codes of the command, and `npx portunus`', '22-exit-codes-of-the-command-and-npx-portunus'],
    ['Docker’s hosts.toml & more', 'dockers-hoststoml--more'],
  ])('have the anchors that GitHub gives them: %s', (heading, anchor) => {
    expect(slugOf(heading.replaceAll('*', ''))).toBe(anchor);
  });

  it('are each in one group of the sidebar', () => {
    const addresses = PAGES.map(addressOf).sort();
    const links = SIDEBAR.flatMap(({ items }) => items.map(({ link }) => link)).filter((link) => !link.includes('.'));
    expect(links.sort()).toEqual(addresses);
  });

  it('are each in the index', () => {
    const index = readFileSync('docs/index.md', 'utf8');
    const linked = [...index.matchAll(/\]\(([^)#]+)/g)].map(([, href = '']) => siteLink('docs/index.md', href));
    const others = PAGES.filter((file) => file !== 'docs/index.md');
    expect(others.filter((file) => !linked.includes(`/${sitePath(file)}`))).toEqual([]);
  });
});
