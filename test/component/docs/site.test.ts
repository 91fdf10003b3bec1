// The built site (npm run docs:build), as a reader has it in a browser.
import { once } from 'node:events';
import { createReadStream, existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHROMIUM, MOST_WAIT_MS, startBrowser } from '../../support/browser.ts';
import { needing } from '../../support/programs.ts';

const SITE = 'docs/.vitepress/dist';
const TYPES: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };

const { skip, note } = needing(CHROMIUM);
const isBuilt = existsSync(join(SITE, 'index.html'));
const left = isBuilt ? note : ' [left out: npm run docs:build has not run]';

function startSite(): Server {
  return createServer(({ url = '/' }, response) => {
    const path = new URL(url, 'http://site').pathname;
    const file = join(SITE, path.endsWith('/') ? `${path}index.html` : path);
    if (!existsSync(file)) return response.writeHead(404).end();
    response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' });
    return createReadStream(file).pipe(response);
  }).listen(0, '127.0.0.1');
}

describe.skipIf(skip || !isBuilt)(`the site in Chromium${left}`, () => {
  const outside: string[] = [];
  let server: Server;
  let browser: Browser;
  let page: Page;
  let home: string;

  beforeAll(async () => {
    server = startSite();
    await once(server, 'listening');
    home = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    browser = await startBrowser();
    page = await browser.newPage();
    page.setDefaultTimeout(MOST_WAIT_MS);
    page.on('request', (request) => {
      if (/^https?:/.test(request.url()) && !request.url().startsWith(home)) outside.push(request.url());
    });
  });
  afterAll(async () => {
    await browser.close();
    server.close();
  });

  it('leads from its home to a page', async () => {
    await page.goto(`${home}/`);
    await page.locator('main').getByRole('link', { name: 'Getting started', exact: true }).first().click();
    await page.waitForURL('**/getting-started.html');
    // The address changes before the page does.
    await page.getByRole('heading', { level: 1, name: 'Getting started' }).waitFor();
  });

  it('finds pages by a word of theirs', async () => {
    await page.goto(`${home}/`);
    // Before that, the page is only the text of it, and a click does nothing.
    await expect.poll(() => page.evaluate(`'__vue_app__' in document.querySelector('#app')`)).toBe(true);
    await page.getByRole('button', { name: 'Search' }).first().click();
    await page.locator('.VPLocalSearchBox input').fill('token_rejected');
    const result = page.locator('.VPLocalSearchBox a.result').first();
    await result.waitFor();
    expect(await result.getAttribute('href')).toMatch(/\.html#token_rejected$/);
  });

  it('draws the diagrams', async () => {
    await page.goto(`${home}/architecture.html`);
    await page.locator('.diagram svg').first().waitFor();
  });

  it('fetches nothing from elsewhere', () => {
    expect(outside).toEqual([]);
  });
});
