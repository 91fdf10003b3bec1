// Signing out in Chromium, and who signs in after: nothing of one person is left to the next.
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { CHROMIUM } from '../../support/browser.ts';
import { settled } from '../../support/console/looks.ts';
import { signIn, startWorld, type Visitor, type World } from '../../support/console/world.ts';
import { describeLongUnless, LONG } from '../../support/long.ts';
import { needing } from '../../support/programs.ts';

const { skip, note } = needing(CHROMIUM);

describeLongUnless(skip)(`signing out of the console in Chromium${note}${LONG}`, () => {
  let world: World;
  let ada: Visitor;

  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world.stop());
  beforeEach(async () => {
    // A session of its own, because it ends here.
    ada = await world.visit();
    ada.page.on('dialog', (dialog) => void dialog.accept());
    await signIn(ada.page, world.url, 'Ada');
    return () => ada.close();
  });

  const signOut = async () => {
    await ada.page.getByRole('button', { name: 'Sign out' }).click();
    await ada.page.waitForURL(/\/session\/end/);
  };

  it('leads to the page where the provider ends its own session', async () => {
    await signOut();
    await ada.page.getByRole('heading', { name: 'Sign out?' }).waitFor();
    expect(ada.page.url()).not.toMatch(/eyJ|id_token/);
  });

  it('is not needed before signing in again, which ends the session before it', async () => {
    const idOf = async () =>
      (await ada.context.cookies(world.url)).find(({ name }) => name === 'portunus')?.value ?? '';
    const old = await idOf();
    await ada.page.goto(`${world.url}/console`);
    // The provider knows the person still.
    await ada.page.evaluate(`location.assign('/console/sign-in')`);
    await expect.poll(idOf, { timeout: 10_000 }).not.toBe(old);
    const headers = { cookie: `portunus=${old}`, origin: world.url, 'x-portunus-console': '1' };
    await expect
      .poll(async () => (await fetch(`${world.url}/console/api/session`, { headers })).status, { timeout: 10_000 })
      .toBe(401);
  });

  it('leaves nothing on the page that Back leads to', async () => {
    await ada.page.goto(`${world.url}/console/connectors/shop-images`);
    await settled(ada.page);
    await signOut();
    await ada.page.goBack();
    await ada.page
      .getByRole('button', { name: 'Sign in' })
      .or(ada.page.getByRole('link', { name: 'Sign in' }))
      .first()
      .waitFor();
    expect(await ada.page.locator('body').innerText()).not.toContain('arn:aws:iam');
  });

  it('leaves no draft in the tab', async () => {
    await ada.page.goto(`${world.url}/console/connectors/shop-images/edit`);
    await settled(ada.page);
    await ada.page.getByLabel('description', { exact: true }).fill('Nobody saved this');
    const kept = () => ada.page.evaluate<string>('JSON.stringify({ ...sessionStorage })');
    await expect.poll(() => kept()).toContain('Nobody saved this');
    await signOut();
    await ada.page.goto(`${world.url}/console`);
    await expect.poll(() => kept()).toBe('{}');
  });

  it('lets a tab of one person show nothing more once somebody else has signed in in another one', async () => {
    await ada.page.goto(`${world.url}/console/connectors`);
    await settled(ada.page);
    const dana = await world.visitAs('Dana');
    await ada.context.clearCookies({ name: 'portunus' });
    await ada.context.addCookies(await dana.context.cookies(world.url));
    await dana.close();
    // What the browser says of a tab that somebody comes back to.
    await ada.page.evaluate(`document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))`);
    await ada.page.getByText('Dana', { exact: true }).waitFor();
    expect(await ada.page.locator('#navigation').innerText()).not.toContain('Approvals');
  });
});
