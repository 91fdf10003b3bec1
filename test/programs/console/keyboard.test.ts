// Changing a connector without a mouse, from the address to what the service says of it.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CHROMIUM } from '../../support/browser.ts';
import { focused, showsFocus, tabTo } from '../../support/console/keyboard.ts';
import { settled } from '../../support/console/looks.ts';
import { asAdministrator } from '../../support/console/seeds.ts';
import { startWorld, type Visitor, type World } from '../../support/console/world.ts';
import { describeLongUnless, LONG } from '../../support/long.ts';
import { needing } from '../../support/programs.ts';

const { skip, note } = needing(CHROMIUM);

describeLongUnless(skip)(`the console by keyboard in Chromium${note}${LONG}`, () => {
  let world: World;
  let ada: Visitor;

  beforeAll(async () => {
    world = await startWorld();
    ada = await world.visit();
  });
  afterAll(() => world.stop());

  it('signs in, changes a connector and saves it, with the place of the keyboard in sight', async () => {
    const { page } = ada;
    const press = (key: string) => page.keyboard.press(key);
    const send = asAdministrator(world.url, world.aws);

    await page.goto(`${world.url}/console/connectors/shop-servers/edit`);
    await page.getByText('Sign in', { exact: true }).waitFor();
    await tabTo(page, /^Sign in$/);
    await press('Enter');
    await page.getByRole('button', { name: 'Ada' }).waitFor();
    await tabTo(page, /^Ada$/);
    await press('Enter');

    await page.getByRole('heading', { name: 'Edit connector shop-servers' }).waitFor();
    await settled(page);
    await expect.poll(() => focused(page)).toContain('Edit connector shop-servers');

    await tabTo(page, /^name$/);
    await expect.poll(() => showsFocus(page)).toBe(true);
    await press('ControlOrMeta+a');
    await page.keyboard.type('Renamed without a mouse');
    await page.getByText('The service would take this.').first().waitFor();
    // Out of the field, and past the editor of YAML, which must not keep the keyboard.
    await tabTo(page, /^Save$/);
    await expect.poll(() => showsFocus(page)).toBe(true);
    await press('Enter');
    await page.getByText('The connector shop-servers is saved.').waitFor();

    expect(await send('GET', '/connectors/shop-servers')).toMatchObject({ name: 'Renamed without a mouse' });
    await ada.guard.check(page);
  });

  it('skips the navigation', async () => {
    const { page } = ada;
    await page.goto(`${world.url}/console`);
    await settled(page);
    await tabTo(page, /^Skip to the content$/, 'Shift+Tab');
    await expect.poll(() => showsFocus(page)).toBe(true);
    await page.keyboard.press('Enter');
    await expect.poll(() => page.evaluate('document.activeElement.localName')).toBe('main');
  });
});
