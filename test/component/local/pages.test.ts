// What pages of other origins get of `npm start`, in a real browser. Everybody on /iam/v1 is an administrator here, so there
// is something to be had.
import { randomUUID } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Attempt,
  CHROMIUM,
  fetchIn,
  loadIn,
  MOST_WAIT_MS,
  postFormIn,
  startBrowser,
  startForeignSite,
} from '../../support/browser.ts';
import { type LocalService, startLocalService } from '../../support/local-service.ts';
import { needing } from '../../support/programs.ts';

const { skip, note } = needing(CHROMIUM);
const ADMINS = 'arn:aws:iam::123456789012:role/portunus-admins';

describe.skipIf(skip)(`pages of other origins in Chromium${note}`, () => {
  let service: LocalService;
  let site: Awaited<ReturnType<typeof startForeignSite>>;
  let browser: Browser;
  let page: Page;
  let api: string;

  beforeAll(async () => {
    service = await startLocalService({ PORTUNUS_LOCAL_IAM: ADMINS, PORTUNUS_ADMIN_ROLES: ADMINS });
    api = `http://127.0.0.1:${service.port}`;
    site = await startForeignSite();
    browser = await startBrowser();
    page = await browser.newPage();
    page.setDefaultTimeout(MOST_WAIT_MS);
  });
  afterAll(async () => {
    await browser.close();
    site.stop();
    await service.stop();
  });

  /** Requests that went past the guard, by the lines on the terminal. Lines come in turn, and the last is of one of ours. */
  const passed = async (): Promise<number> => {
    const path = `/${randomUUID()}`;
    await fetch(`${api}${path}`);
    await service.command.until(new RegExp(`^GET ${path} 404`, 'm'));
    return (service.command.output().match(/^[A-Z]+ \/\S+ (?!403|404)\d+,/gm) ?? []).length;
  };

  it('read what the service answers to its own origin, which shows that these tests could fail', async () => {
    await page.goto(`${api}/v1/status`);
    expect(await fetchIn(page, `${api}/iam/v1/caller`)).toContain('"administrator":true');
  });

  describe.each(['127.0.0.1', 'localhost', 'evil.example'])('from a site at %s', (host) => {
    let before: number;
    beforeAll(async () => {
      before = await passed();
      page = await browser.newPage();
      await page.goto(`http://${host}:${site.port}/`);
    });

    it.each([
      ['a plain GET', {}],
      ['a GET without CORS', { mode: 'no-cors' as const }],
      ['a GET with cookies', { credentials: 'include' as const }],
      ['a GET with a token, which asks first', { headers: { authorization: 'Bearer x' } }],
      [
        'a GET with the header that names an identity',
        { headers: { 'sls-offline-authorizer-override': '{"iam":{"userArn":"x","userId":"y"}}' } },
      ],
      [
        'a POST of JSON, which asks first',
        { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' },
      ],
      ['a POST of plain text, which does not ask', { method: 'POST', body: '{}' }],
      ['a POST without CORS', { method: 'POST', body: '{}', mode: 'no-cors' as const }],
      ['a DELETE', { method: 'DELETE' }],
    ])('%s brings nothing back', async (_name, init: Attempt) => {
      for (const name of ['127.0.0.1', 'localhost']) {
        const path = init.method === undefined ? '/iam/v1/caller' : '/iam/v1/connectors/bakery-images';
        expect(await fetchIn(page, `http://${name}:${service.port}${path}`, init)).toBe('nothing');
      }
    });

    it.each(['img', 'script', 'link'] as const)('nothing loads as %s', async (tag) => {
      expect(await loadIn(page, tag, `${api}/iam/v1/caller`)).toBe('nothing');
    });

    it('a form is refused', async () => {
      // In a tab of its own: a form navigates, and that would interrupt what the next test opens.
      const tab = await browser.newPage();
      await tab.goto(`http://${host}:${site.port}/`);
      expect(await postFormIn(tab, `${api}/iam/v1/credentials`)).toBe('403');
      await tab.close();
    });

    it('of all this no function hears', async () => {
      expect(await passed()).toBe(before);
    });
  });

  it('a name that resolves to this machine gets nothing as its own origin', async () => {
    const rebound = `http://evil.example:${service.port}`;
    expect((await page.goto(`${rebound}/v1/status`))?.status()).toBe(403);
    expect(await fetchIn(page, `${rebound}/iam/v1/caller`)).toMatch(/^403 \{"message":"Forbidden/);
  });

  it('the embedded tables, which take any signature, answer no page', async () => {
    const [, tables = ''] = /^AWS_ENDPOINT_URL_DYNAMODB='(.*)'$/m.exec(service.settings()) ?? [];
    const body = '{}';
    const headers = { authorization: 'AWS4-HMAC-SHA256 Credential=x', 'x-amz-target': 'DynamoDB_20120810.ListTables' };
    const sent = await fetch(tables, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/x-amz-json-1.0', 'x-amz-date': 'x' },
      body,
    });
    expect(sent.status).not.toBe(403);
    await page.goto(`http://127.0.0.1:${site.port}/`);
    expect(await fetchIn(page, tables, { method: 'POST', headers, body })).toBe('nothing');
    expect(await fetchIn(page, tables)).toBe('nothing');
    const rebound = tables.replace('127.0.0.1', 'evil.example');
    expect((await page.goto(rebound))?.status()).toBe(403);
    expect(await fetchIn(page, rebound)).toMatch(/^403/);
  });
});
