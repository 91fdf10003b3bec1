// The site of these pages: npm run docs:dev, npm run docs:build (into docs/.vitepress/dist).
import { cpSync } from 'node:fs';
import { join, relative } from 'node:path';
import { renderMermaidSVG } from 'beautiful-mermaid';
import { defineConfig, type MarkdownOptions } from 'vitepress';
import { FOR_PROGRAMS, SIDEBAR, siteLink, sitePath, slugOf, sourceLink } from './pages.ts';

type Markdown = Parameters<NonNullable<MarkdownOptions['config']>>[0];

const ROOT = join(import.meta.dirname, '../..');
const DIAGRAM_COLORS = {
  bg: 'var(--vp-c-bg)',
  fg: 'var(--vp-c-text-1)',
  muted: 'var(--vp-c-text-1)',
  transparent: true,
};
const linked = new Set(FOR_PROGRAMS);

/** Relative links are right in the repository; the site has other addresses. */
function moveLinks(md: Markdown): void {
  md.core.ruler.push('site-links', ({ env, tokens }) => {
    const from = relative(ROOT, env.realPath ?? env.path).replaceAll('\\', '/');
    for (const token of tokens.flatMap(({ children }) => children ?? [])) {
      const href = token.type === 'link_open' ? token.attrGet('href') : null;
      if (href === null || /^(?:[a-z]+:|[#/])/.test(href)) continue;
      const link = siteLink(from, href);
      token.attrSet('href', link);
      if (link.startsWith('/source/')) linked.add(link.slice('/source/'.length, -'.txt'.length));
    }
  });
}

/** Vue would take braces in code for its own, and the theme has no style for indented code. */
function prepareCode(md: Markdown): void {
  md.core.ruler.push('site-code', ({ tokens }) => {
    for (const token of tokens) {
      if (token.type === 'code_block') Object.assign(token, { type: 'fence', info: 'txt' });
      for (const child of token.children ?? []) if (child.type === 'code_inline') child.attrSet('v-pre', '');
    }
  });
}

/** Diagrams are drawn while the site is built: readers load no program for them. */
function drawDiagrams(md: Markdown): void {
  const { fence } = md.renderer.rules;
  md.renderer.rules.fence = (tokens, index, ...rest) => {
    const token = tokens[index];
    if (token?.info.trim() !== 'mermaid') return fence?.(tokens, index, ...rest) ?? '';
    const svg = renderMermaidSVG(token.content, DIAGRAM_COLORS);
    // Fonts are the page's own: nothing is fetched from elsewhere.
    return `<div class="diagram" v-pre>${svg.replaceAll(/@import url\([^)]*\);?/g, '')}</div>`;
  };
}

export default defineConfig({
  title: 'Portunus',
  description: 'Short-lived Amazon ECR logins for CI jobs',
  lang: 'en',
  head: [
    ['style', {}, '.diagram { overflow-x: auto } .diagram svg { min-width: 50rem; max-width: 100%; height: auto }'],
  ],
  srcDir: ROOT,
  outDir: join(import.meta.dirname, 'dist'),
  cacheDir: join(import.meta.dirname, 'cache'),
  srcExclude: ['{bench,dist,events,test,coverage}/**', '.*/**'],
  rewrites: sitePath,
  // Else every config.ts of the product is taken for one of the site.
  additionalConfig: {},
  markdown: {
    anchor: { slugify: slugOf },
    config(md) {
      moveLinks(md);
      prepareCode(md);
      drawDiagrams(md);
    },
  },
  themeConfig: {
    search: { provider: 'local' },
    nav: [
      { text: 'Start', link: '/getting-started' },
      { text: 'CI recipes', link: '/ci/' },
      { text: 'Reference', link: '/definitions' },
      { text: 'Troubleshooting', link: '/troubleshooting' },
    ],
    sidebar: SIDEBAR,
    outline: [2, 3],
  },
  buildEnd({ outDir }) {
    for (const file of linked) cpSync(join(ROOT, file), join(outDir, sourceLink(file)), { recursive: true });
  },
});
