// A secret is on the page for a minute, while somebody looks, and nowhere else.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CHROMIUM } from '../../support/browser.ts';
import { startWorld, type Visitor, type World } from '../../support/console/world.ts';
import { describeLongUnless, LONG } from '../../support/long.ts';
import { needing } from '../../support/programs.ts';

const { skip, note } = needing(CHROMIUM);

describeLongUnless(skip)(`secrets at the console in Chromium${note}${LONG}`, () => {
  let world: World;
  let dana: Visitor;

  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world.stop());

  const passwords = () =>
    world.aws.standIn.issued
      .flatMap((one) => ('authorizations' in one ? one.authorizations : []))
      .map(({ password }) => password);
  const html = () => dana.page.evaluate<string>('document.documentElement.outerHTML');
  const isThere = async () => {
    const text = await html();
    return passwords().some((password) => text.includes(password));
  };

  /** Issues a login, and has it shown. */
  beforeEach(async () => {
    dana = await world.visitAs('Dana');
    await dana.page.clock.install();
    await dana.page.goto(`${world.url}/console`);
    await dana.page.getByRole('button', { name: 'Get a login by shop-people' }).click();
    const issue = dana.page.getByRole('button', { name: 'Issue a login' });
    await issue.waitFor();
    // From here on no time passes for the page but what a test lets pass.
    await dana.page.clock.pauseAt(await dana.page.evaluate<number>('Date.now() + 1_000'));
    await issue.click();
    await dana.page.getByRole('button', { name: 'Show: Password' }).click();
    await expect.poll(isThere).toBe(true);
    return () => dana.close();
  });

  it('are cleared after 60 seconds, and not before', async () => {
    await dana.page.clock.runFor(58_000);
    expect(await isThere()).toBe(true);
    await dana.page.clock.runFor(3_000);
    await dana.page.getByText('The secret was cleared').first().waitFor();
    expect(await isThere()).toBe(false);
  });

  it('are cleared as soon as a machine wakes up that slept for a minute', async () => {
    const now = await dana.page.evaluate<number>('Date.now()');
    await dana.page.clock.setSystemTime(now + 61_000);
    await dana.page.clock.runFor(1_000);
    await dana.page.getByText('The secret was cleared').first().waitFor();
    expect(await isThere()).toBe(false);
  });

  it('are cleared when the page is hidden', async () => {
    await dana.page.evaluate(`
      Object.defineProperty(document, 'hidden', { get: () => true });
      document.dispatchEvent(new Event('visibilitychange'))`);
    await dana.page.getByText('The secret was cleared').first().waitFor();
    expect(await isThere()).toBe(false);
  });

  it('are cleared when the page is left, before the browser keeps it for the way back', async () => {
    await dana.page.evaluate(`dispatchEvent(new Event('pagehide'))`);
    await dana.page.getByText('The secret was cleared').first().waitFor();
    expect(await isThere()).toBe(false);
  });

  it('are not shown if they come while nobody looks', async () => {
    await dana.page.getByRole('button', { name: 'Clear it now' }).click();
    await dana.page.evaluate(`Object.defineProperty(document, 'hidden', { get: () => true })`);
    await dana.page.getByRole('button', { name: 'Issue another one' }).click();
    await dana.page.getByText('The page was not in view when the login came').waitFor();
    expect(await dana.page.getByRole('button', { name: 'Show: Password' }).count()).toBe(0);
    expect(await isThere()).toBe(false);
  });

  it('are cleared by a click', async () => {
    await dana.page.getByRole('button', { name: 'Clear it now' }).click();
    await expect.poll(isThere).toBe(false);
  });

  it('are gone when the page is left, and do not come back with it', async () => {
    // Another page needs time to come.
    await dana.page.clock.resume();
    await dana.page.goto(`${world.url}/console/set-up`);
    await dana.page.goBack();
    await dana.page.getByRole('button', { name: 'Issue a login' }).waitFor();
    expect(await isThere()).toBe(false);
  });

  describe('beside the page', () => {
    it('are in no address and in no storage', () => dana.guard.check(dana.page));
  });
});
