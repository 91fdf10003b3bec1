// Editing a connector in Chromium: the form and the YAML of one object, what the service says before it is saved, what
// somebody else saved meanwhile, and the whole of it by keyboard.
import { setTimeout } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { CHROMIUM } from '../../support/browser.ts';
import { tabTo } from '../../support/console/keyboard.ts';
import { settled } from '../../support/console/looks.ts';
import { asAdministrator } from '../../support/console/seeds.ts';
import { startWorld, type Visitor, type World } from '../../support/console/world.ts';
import { describeLongUnless, LONG } from '../../support/long.ts';
import { needing } from '../../support/programs.ts';

const { skip, note } = needing(CHROMIUM);
const TOO_OLD = {
  type: 'urn:portunus:error:fresh_sign_in_required',
  title: 'Sign in again',
  status: 401,
  detail: 'This change asks for a sign-in that is not older than 5 minutes.',
  code: 'fresh_sign_in_required',
  stage: 'authentication',
  retryable: false,
  requestId: 'made-by-a-test',
};
const ADDRESS = '/connectors/shop-images';

describeLongUnless(skip)(`editing in Chromium${note}${LONG}`, () => {
  let world: World;
  let ada: Visitor;
  let page: Page;

  beforeAll(async () => {
    world = await startWorld();
    ada = await world.visitAs('Ada');
    page = ada.page;
    page.on('dialog', (dialog) => void dialog.accept());
  });
  afterEach(async () => {
    await ada.guard.check(page);
    await page.evaluate('sessionStorage.clear()');
  });
  afterAll(() => world.stop());

  const stored = () => asAdministrator(world.url, world.aws)('GET', ADDRESS);
  const change = (patch: object) => asAdministrator(world.url, world.aws)('PATCH', ADDRESS, patch);
  const yaml = () => page.getByRole('textbox', { name: 'The definition as YAML' });
  const field = (name: string) => page.getByLabel(name, { exact: true });
  const save = () => page.getByRole('button', { name: 'Save', exact: true });
  const verdict = (text: string | RegExp) => page.locator('.edit-bar').getByText(text).waitFor();
  const open = async (address = `${ADDRESS}/edit`) => {
    await page.goto(`${world.url}/console${address}`);
    await settled(page);
  };

  it('has one object: what is filled in is in the YAML, what is typed is in the form, and comments stay', async () => {
    await open();
    const text = await yaml().inputValue();
    await yaml().fill(`# Of the shop\n${text}description: Typed as YAML\n`);
    await expect.poll(() => field('description').inputValue()).toBe('Typed as YAML');

    await field('name').fill('Filled in');
    await expect.poll(() => yaml().inputValue()).toMatch(/^# Of the shop\nid: shop-images\nname: Filled in\n/);
    await page.getByText('Portunus does not store them').waitFor();
  });

  it('freezes the form while the YAML can not be read, names the line, and loses nothing', async () => {
    await open();
    const text = await yaml().inputValue();
    await field('description').fill('Filled in before');
    await yaml().fill(`${text}access: [pull\n`);

    await page.getByText(/^Line \d+: /).waitFor();
    await expect.poll(() => field('description').isDisabled()).toBe(true);
    await expect.poll(() => save().isDisabled()).toBe(true);
    await expect.poll(() => yaml().inputValue()).toContain('access: [pull');

    await yaml().fill(`${text}access: pull\n`);
    await expect.poll(() => field('description').isDisabled()).toBe(false);
  });

  it('says at its field what the service refuses, before and instead of saving', async () => {
    await open();
    await field('region').fill('nowhere');
    await verdict(/to mend$/);
    await page.getByText("must have a region's form, such as eu-west-1").first().waitFor();

    await save().click();
    await expect.poll(() => page.evaluate('document.activeElement.id')).toBe('field-region');
    expect((await stored()).region).toBe('eu-west-1');
  });

  it('shows who would get in and what changes, and saves only what changed', async () => {
    await open();
    await field('description').fill('What the shop runs');
    await verdict('The service would take this.');
    await expect
      .poll(() => page.locator('ol > li').first().innerText())
      .toMatch(/^Jobs with a token of demo-ci, and whose repository_id is 1296269/);
    await expect
      .poll(() => page.locator('ins').allInnerTexts())
      .toEqual([expect.stringContaining('description: What the shop runs')]);
    // Another field, which a whole definition would set back.
    const patch = page.waitForRequest((request) => request.method() === 'PATCH');
    await save().click();

    expect((await patch).postDataJSON()).toEqual({ description: 'What the shop runs' });
    await page.waitForURL(`${world.url}/console${ADDRESS}`);
    expect((await stored()).description).toBe('What the shop runs');
  });

  it('keeps what was typed over a reload, and starts from what is stored if one wants to', async () => {
    await open();
    await field('name').fill('Not saved yet');
    await page.reload();
    await page.getByText('What you typed before is here again').waitFor();
    await expect.poll(() => field('name').inputValue()).toBe('Not saved yet');

    await page.getByRole('button', { name: 'Start from what is stored' }).click();
    await expect.poll(() => field('name').inputValue()).toBe('Images of the shop');
  });

  it('merges what somebody else saved meanwhile, and asks where both changed the same', async () => {
    await open();
    await field('name').fill('By Ada');
    await field('description').fill('By Ada');
    await change({ description: 'By another administrator', region: 'eu-central-1' });
    await verdict('The service would take this.');
    await save().click();

    await page.getByText('Somebody else saved it meanwhile').first().waitFor();
    expect(await stored()).toMatchObject({ name: 'Images of the shop', description: 'By another administrator' });
    const take = page.getByRole('button', { name: 'Use the merged definition' });
    await expect.poll(() => take.isDisabled()).toBe(true);
    await page.getByRole('radio', { name: 'What you typed' }).check();
    await take.click();
    await verdict('The service would take this.');
    await save().click();

    await page.waitForURL(`${world.url}/console${ADDRESS}`);
    expect(await stored()).toMatchObject({ name: 'By Ada', description: 'By Ada', region: 'eu-central-1' });
    await change({ name: 'Images of the shop', description: null, region: 'eu-west-1' });
  });

  it('makes a connector from a template and an example policy', async () => {
    await open('/new/connector');
    await page.getByRole('button', { name: 'Pull images in the CI jobs of one repository' }).click();
    await page.getByRole('button', { name: 'Create' }).click();
    await expect.poll(() => page.evaluate('document.activeElement.id')).toBe('field-id');

    await field('id (required)').fill('fresh-pulls');
    await field('account (required)').fill('build');
    await field('roleArn (required)').fill('arn:aws:iam::123456789012:role/portunus/fresh-pulls');
    // A grant has a field of this name too.
    await page.locator('[id="field-repositories"]').fill('fresh/*');
    await field('issuer (required)').fill('demo-ci');
    await field('One of, one a line').fill('4711');
    await page.getByRole('button', { name: 'Choose an example' }).click();
    await field('For your repositories').fill('repository/fresh/*');
    await page.getByRole('button', { name: 'Use this policy' }).click();
    await expect.poll(() => field('policy').inputValue()).toContain('123456789012:repository/fresh/*');
    await field('policy').fill('');
    await verdict('The service would take this.');
    await page.getByRole('button', { name: 'Create' }).click();

    await page.waitForURL(`${world.url}/console/connectors/fresh-pulls`);
    expect(await asAdministrator(world.url, world.aws)('GET', '/connectors/fresh-pulls')).toMatchObject({
      access: 'pull',
      repositories: ['fresh/*'],
      grants: [{ issuer: 'demo-ci', claims: { repository_id: ['4711'] } }],
    });
  });

  it('fills the only account and issuer into a template, however late it knows of them', async () => {
    for (const list of ['accounts', 'issuers']) {
      await page.route(
        `**/console/api/v1/${list}?*`,
        async (route) => {
          await setTimeout(1_000);
          // The page may have given the request up meanwhile.
          await route.continue().catch(() => undefined);
        },
        { times: 1 },
      );
    }
    await page.goto(`${world.url}/console/new/connector`);
    await page.getByRole('button', { name: 'Pull images in the CI jobs of one repository' }).click();

    await expect.poll(() => field('account (required)').inputValue()).toBe('build');
    await expect.poll(() => field('issuer (required)').inputValue()).toBe('demo-ci');
  });

  it('keeps what was typed over a fresh sign-in that the service asks for', async () => {
    await open();
    await field('description').fill('Typed before signing in again');
    await verdict('The service would take this.');
    // As if the sign-in were older than five minutes.
    await page.route('**/console/api/v1/connectors/*', (route) => route.fulfill({ status: 401, json: TOO_OLD }), {
      times: 1,
    });
    await save().click();
    await page
      .getByRole('link', { name: /^Sign in/ })
      .or(page.getByRole('button', { name: /^Sign in/ }))
      .first()
      .click();
    await page.getByRole('button', { name: 'Ada', exact: true }).click();

    await page.getByText('What you typed before is here again').waitFor();
    await expect.poll(() => field('description').inputValue()).toBe('Typed before signing in again');
  });

  it('says that a change waits for a second administrator, and leads to what waits', async () => {
    await open('/issuers/demo-ci/edit');
    await field('maxTokenAgeSeconds').fill('1800');
    await verdict('The service would take this.');
    await page.getByText('This will wait for a second administrator').waitFor();
    await save().click();

    await page.getByText('Waits for a second administrator', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Open approvals' }).click();
    await page.waitForURL(`${world.url}/console/approvals`);
    const issuer = await asAdministrator(world.url, world.aws)('GET', '/issuers/demo-ci');
    expect(issuer.maxTokenAgeSeconds).toBe(3600);
  });

  it('can be used by the keyboard alone, and holds it nowhere', async () => {
    await open();
    await tabTo(page, /^description$/);
    await page.keyboard.type('By keyboard');
    await tabTo(page, /^The definition as YAML$/);
    await page.keyboard.press('Control+End');
    await page.keyboard.type('access: pull');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.id')).not.toBe('definition-yaml');
    await verdict('The service would take this.');
    await tabTo(page, /^Save$/);
    await page.keyboard.press('Enter');

    await page.waitForURL(`${world.url}/console${ADDRESS}`);
    expect(await stored()).toMatchObject({ description: 'By keyboard', access: 'pull' });
    await change({ description: null, access: null });
  });
});
