// The five tasks that people come to the console for, each from signing in to its end, with how many clicks it takes.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHROMIUM } from '../../support/browser.ts';
import { asAdministrator } from '../../support/console/seeds.ts';
import { type Person, signIn, startWorld, type Visitor, type World } from '../../support/console/world.ts';
import { describeLongUnless, LONG } from '../../support/long.ts';
import { needing } from '../../support/programs.ts';

const { skip, note } = needing(CHROMIUM);

describeLongUnless(skip)(`the tasks of people at the console in Chromium${note}${LONG}`, () => {
  const done: string[] = [];
  let world: World;

  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(async () => {
    console.log(['Tasks at the console, from signing in:', ...done].join('\n'));
    await world.stop();
  });

  /** Somebody who isn't signed in does something, and nothing that no page may do happens meanwhile. */
  async function perform(name: string, person: Person, task: (visitor: Visitor) => Promise<void>): Promise<number> {
    const visitor = await world.visit();
    await visitor.context.grantPermissions(['clipboard-write'], { origin: world.url });
    await visitor.context.addInitScript(KEEP_COPIED);
    const started = performance.now();
    await signIn(visitor.page, world.url, person);
    await task(visitor);
    const seconds = ((performance.now() - started) / 1_000).toFixed(1);
    done.push(`${name}: ${visitor.clicks()} clicks, ${seconds} s`);
    await visitor.guard.check(visitor.page);
    await visitor.close();
    return visitor.clicks();
  }

  const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });

  describe('a developer', () => {
    it('finds a connector and copies what Docker needs, which holds no secret, in 3 clicks', async () => {
      const clicks = await perform('A snippet for Docker', 'Dana', async ({ page }) => {
        await button(page, 'Copy for Docker: shop-people').click();
        await page.getByText('Copied for Docker').waitFor();
        await expect
          .poll(() => page.evaluate('copied'))
          .toContain(`npx portunus ecr login shop-people --url ${world.url}`);
      });
      expect(clicks).toBeLessThanOrEqual(3);
      expect(world.aws.standIn.issued.filter(({ action }) => action === 'getSigninToken')).toEqual([]);
    });

    it('opens the AWS console in 3 clicks, in a tab that can not reach back', async () => {
      const clicks = await perform('The AWS console', 'Dana', async ({ page, context }) => {
        await context.route(`${world.aws.standIn.url}/federation?**`, (route) =>
          route.fulfill({ body: 'the console of AWS' }),
        );
        const [tab] = await Promise.all([
          context.waitForEvent('page'),
          button(page, 'Open AWS console by shop-people').click(),
        ]);
        await tab.getByText('the console of AWS').waitFor();
        expect(await tab.evaluate('opener')).toBe(null);
        await tab.close();
      });
      expect(clicks).toBeLessThanOrEqual(3);
    });

    it('gets a login that is hidden until it is asked for, and copies it, in 5 clicks', async () => {
      const clicks = await perform('A login', 'Dana', async ({ page }) => {
        await button(page, 'Get a login by shop-people').click();
        await button(page, 'Issue a login').click();
        await page.getByText('Your login').waitFor();
        expect(await page.locator('body').innerText()).not.toContain(passwordOf(world));
        await button(page, 'Copy: Password').click();
        await expect.poll(() => page.evaluate('copied')).toBe(passwordOf(world));
      });
      expect(clicks).toBeLessThanOrEqual(5);
    });
  });

  describe('who administers', () => {
    it('makes a connector from a template, sees who gets in, and saves it, in 4 clicks', async () => {
      const clicks = await perform('A new connector', 'Ada', async ({ page }) => {
        await page.goto(`${world.url}/console/new/connector`);
        await button(page, 'Pull images in the CI jobs of one repository').click();
        await page.getByLabel('id (required)').fill('task-pull');
        await page.getByLabel('roleArn (required)').fill('arn:aws:iam::123456789012:role/portunus/task-pull');
        await page.getByLabel('One of, one a line').first().fill('1296269');
        await page.locator('#field-repositories').fill('shop/*');
        await page.getByText('The service would take this.').first().waitFor();
        await page.getByText(/whose repository_id is 1296269/).waitFor();
        await button(page, 'Create').click();
        await page.getByText('The connector task-pull is there.').waitFor();
      });
      expect(clicks).toBeLessThanOrEqual(4);
      expect(await asAdministrator(world.url, world.aws)('GET', '/connectors/task-pull')).toMatchObject({
        access: 'pull',
        systemScope: true,
        grants: [{ issuer: 'demo-ci', claims: { repository_id: ['1296269'] } }],
      });
    });
  });

  describe('who supports others', () => {
    it('finds by a request ID which condition failed, in 4 clicks', async () => {
      const clicks = await perform('Why a request was refused', 'Ada', async ({ page }) => {
        await page.getByRole('link', { name: 'Decision' }).click();
        await page.getByLabel('A request ID, a token, or claims as JSON').fill(world.seeded.refusedRequestId);
        await button(page, 'Open the record').click();
        await page.getByText('grants[0].claims.repository_id').first().waitFor();
      });
      expect(clicks).toBeLessThanOrEqual(4);
    });

    it('pastes a token, whose signature goes at once, and sees each condition, in 4 clicks', async () => {
      const token = await world.aws.issuer.mint();
      const clicks = await perform('What a token may do', 'Ada', async ({ page }) => {
        await page.getByRole('link', { name: 'Decision' }).click();
        await page.getByLabel('A request ID, a token, or claims as JSON').fill(token);
        await page.getByLabel('Connector', { exact: true }).fill('shop-releases');
        await button(page, 'Explain').click();
        await page.getByText('Let in', { exact: true }).first().waitFor();
        expect(await page.content()).not.toContain(token.split('.')[2]);
      });
      expect(clicks).toBeLessThanOrEqual(4);
    });
  });

  describe('who keeps the service safe', () => {
    it('finds who got a leaked password, and disables the connector, in 9 clicks', async () => {
      const [leaked = ''] = passwordsOf(world);
      const clicks = await perform('A leaked password', 'Ada', async ({ page }) => {
        await page.getByRole('link', { name: 'Audit', exact: true }).click();
        await page.getByLabel('Leaked token or its SHA-256').fill(leaked);
        await button(page, /^Search$/).click();
        await page.locator('tbody a').first().click();
        await page.getByText('repo:acme/shop:ref:refs/heads/main').first().waitFor();
        await button(page, 'Open the connector').click();
        await button(page, /^Actions$/).click();
        await page.getByRole('menuitem', { name: 'Disable' }).click();
        await page.getByRole('dialog').getByRole('button', { name: 'Disable' }).click();
        await page.getByText('The connector is disabled.').first().waitFor();
      });
      expect(clicks).toBeLessThanOrEqual(9);
      expect(await asAdministrator(world.url, world.aws)('GET', '/connectors/shop-images')).toMatchObject({
        enabled: false,
      });
    });
  });
});

/** The console's pages may not read the clipboard, so what they write there is kept for the test. */
const KEEP_COPIED = `(() => {
  const write = navigator.clipboard.writeText.bind(navigator.clipboard);
  navigator.clipboard.writeText = (text) => { globalThis.copied = text; return write(text); };
})()`;

function passwordsOf({ aws }: World): readonly string[] {
  return aws.standIn.issued
    .flatMap((one) => ('authorizations' in one ? one.authorizations : []))
    .map(({ password }) => password);
}

function passwordOf(world: World): string {
  return passwordsOf(world).at(-1) ?? '';
}
