// Looking at the console issues nothing: each person opens every screen, and AWS is asked for nothing.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHROMIUM } from '../../support/browser.ts';
import { settled } from '../../support/console/looks.ts';
import { firstLoadOf } from '../../support/console/measure.ts';
import { addressesOfScreens, addressOf } from '../../support/console/screens.ts';
import { asAdministrator } from '../../support/console/seeds.ts';
import { type Person, startWorld, type World } from '../../support/console/world.ts';
import { describeLongUnless, LONG } from '../../support/long.ts';
import { needing } from '../../support/programs.ts';

const { skip, note } = needing(CHROMIUM);
const SCREENS = await addressesOfScreens();

/** Whatever can bring a credential, or change something. The backend of the console may decrypt what it keeps itself. */
const OF_THE_BACKEND = /^(?:Encrypt|Decrypt|GenerateDataKey)$/;

describeLongUnless(skip)(`loading the console in Chromium${note}${LONG}`, () => {
  let world: World;

  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world.stop());

  const issued = async () => {
    const query = '/audit?outcome=issued&limit=100';
    const { items } = await asAdministrator(world.url, world.aws)('GET', query);
    return (items as readonly unknown[]).length;
  };

  describe.each<Person>(['Ada', 'Otto', 'Dana'])('every screen as %s', (person) => {
    it('issues and reads no credential', async () => {
      const [before, visitor] = await Promise.all([issued(), world.visitAs(person)]);
      world.aws.standIn.calls.length = 0;
      for (const address of SCREENS) {
        await visitor.page.goto(`${world.url}/console${addressOf(address, world.seeded)}`);
        await settled(visitor.page);
      }
      const calls = world.aws.standIn.calls.map(({ action }) => action);
      expect(calls.filter((action) => !OF_THE_BACKEND.test(action))).toEqual([]);
      expect(await issued()).toBe(before);
      await visitor.guard.check(visitor.page);
      await visitor.close();
    });
  });

  it('shows its first screen soon; the figures are for the report', async () => {
    const visitor = await world.visitAs('Dana');
    const figures = await firstLoadOf(visitor.page, `${world.url}/console/`);
    console.log(`The first screen: ${JSON.stringify(figures)}`);
    expect(figures.requests).toBeGreaterThan(0);
    await visitor.close();
  });
});
