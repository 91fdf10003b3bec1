// What protects the console, in Chromium: the policy of its content, its cookie, and that pages of others get nothing.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CHROMIUM, fetchIn, postFormIn, startForeignSite } from '../../support/browser.ts';
import { asAdministrator } from '../../support/console/seeds.ts';
import { startWorld, type Visitor, type World } from '../../support/console/world.ts';
import { eventually } from '../../support/eventually.ts';
import { describeLongUnless, LONG } from '../../support/long.ts';
import { needing } from '../../support/programs.ts';

const { skip, note } = needing(CHROMIUM);
const OWN = { 'x-portunus-console': '1' };
const JSON_BODY = { 'content-type': 'application/json' };
const STOP = JSON.stringify({ scope: { connector: 'shop-people' }, reason: 'by a page of somebody else' });

describeLongUnless(skip)(`the safety of the console in Chromium${note}${LONG}`, () => {
  let world: World;
  let ada: Visitor;

  beforeAll(async () => {
    world = await startWorld();
    ada = await world.visitAs('Ada');
    await ada.page.goto(`${world.url}/console/`);
  });
  afterAll(() => world.stop());

  describe('the watch over pages', () => {
    let watched: Visitor;
    // One for each: what the browser tells of late would be a fault of the next.
    beforeEach(async () => {
      watched = await world.visitAs('Ada');
      return () => watched.close();
    });

    it.each([
      ['a script in the page', `document.body.append(Object.assign(document.createElement('script'), { text: '1' }))`],
      ['a handler in the page', `document.body.setAttribute('onclick', '1')`],
      [
        'a style in the page',
        `document.body.append(Object.assign(document.createElement('style'), { textContent: 'p {}' }))`,
      ],
      ['another host', `fetch('http://127.0.0.1:9/').catch(() => undefined)`],
      ['an error that nobody caught', `setTimeout(() => { throw new Error('unseen') })`],
      ['a token that is kept', `localStorage.setItem('x', 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJlc2ln')`],
    ])('finds %s, which shows that these tests could fail', async (_what, script) => {
      await watched.page.goto(`${world.url}/console/`);
      await watched.guard.check(watched.page);
      // Some are refused by an exception, which a page need not show.
      await watched.page.evaluate(`(() => { ${script}; })()`).catch(() => undefined);
      await eventually(() => expect(watched.guard.check(watched.page)).rejects.toThrow('did what no page may do'));
    });
  });

  describe('its pages', () => {
    const policyOf = async () => {
      const { headers } = await fetch(`${world.url}/console/`);
      return [headers.get('content-security-policy') ?? '', headers] as const;
    };

    it('have a policy that allows nothing unsafe, and no frame around them', async () => {
      const [policy] = await policyOf();
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain('unsafe');
    });

    it('send no address to others, and take no type for another', async () => {
      const [, headers] = await policyOf();
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('x-content-type-options')).toMatch(/^nosniff/);
    });
  });

  describe('the cookie', () => {
    it('signs in to the backend of the console, which shows that these tests could fail', async () => {
      expect(await fetchIn(ada.page, '/console/api/v1/caller', { headers: OWN })).toMatch(
        /^200 .*"administrator":true/,
      );
    });

    it('is nothing on /v1', async () => {
      expect(await fetchIn(ada.page, '/v1/caller', { headers: OWN, credentials: 'include' })).toMatch(
        /^401 .*"token_missing"/,
      );
    });

    it('is out of reach of scripts', async () => {
      expect(await ada.page.evaluate('document.cookie')).toBe('');
    });

    it('is of this site alone, and no script reads it', async () => {
      const [cookie] = (await ada.context.cookies(world.url)).filter(({ name }) => name.endsWith('portunus'));
      expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict', path: '/' });
    });
  });

  describe('a request without the header of the console', () => {
    it.each(['/console/api/session', '/console/api/v1/caller'])('is refused at %s', async (path) => {
      expect(await fetchIn(ada.page, path)).toMatch(/^40[013] /);
    });
  });

  // Another port of this machine is the same site, so that the browser sends the cookie: only the checks of the service are left.
  describe('a page of another origin, in the browser of somebody who is signed in', () => {
    let site: Awaited<ReturnType<typeof startForeignSite>>;
    let page: Page;
    beforeAll(async () => {
      site = await startForeignSite();
      const other = await world.visitAs('Ada');
      page = other.page;
      await page.goto(`http://127.0.0.1:${site.port}/`);
    });
    afterAll(() => site.stop());

    it.each([
      ['a GET', {}],
      ['a POST of JSON, which asks first', { method: 'POST', headers: { ...OWN, ...JSON_BODY }, body: STOP }],
      ['a POST of plain text, which does not ask', { method: 'POST', body: STOP }],
      ['a POST without CORS', { method: 'POST', body: STOP, mode: 'no-cors' as const }],
    ])('gets nothing by %s', async (_name, init) => {
      const url = `${world.url}/console/api/v1/stop`;
      expect(await fetchIn(page, url, { ...init, credentials: 'include' })).toBe('nothing');
    });

    it('gets nothing by a form', async () => {
      expect(await postFormIn(page, `${world.url}/console/api/v1/stop`)).toBe('403');
    });

    it('signs nobody out', async () => {
      // In a tab of its own: the form above has left the page.
      const tab = await page.context().newPage();
      await tab.goto(`http://127.0.0.1:${site.port}/`);
      expect(await postFormIn(tab, `${world.url}/console/sign-out`)).toBe('403');
      expect(await fetchIn(ada.page, '/console/api/v1/caller', { headers: OWN })).toMatch(/^200 /);
    });

    it('has stopped nothing', async () => {
      const { items } = await asAdministrator(world.url, world.aws)('GET', '/stop');
      expect(JSON.stringify(items)).not.toContain('shop-people');
    });
  });

  describe('a session', () => {
    const send = (method: string, path: string, body: unknown) =>
      asAdministrator(world.url, world.aws)(method, path, body);

    it('is refused at the next click after its issuer was disabled, and says so', async () => {
      const dana = await world.visitAs('Dana');
      await dana.page.goto(`${world.url}/console/`);
      await dana.page.getByText('shop-people').first().waitFor();
      await send('PATCH', '/issuers/demo-sign-in', { enabled: false });
      await dana.page.getByRole('button', { name: 'Get a login by shop-people' }).click();
      await dana.page.getByRole('button', { name: 'Issue a login' }).click();
      await dana.page.getByText('Your session has ended').waitFor();
    });
  });
});
