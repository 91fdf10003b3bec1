// Every screen of the console in Chromium, as somebody who administers: for people who don't see it, who see it narrow or
// enlarged, and with texts that want to be more than texts.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHROMIUM } from '../../support/browser.ts';
import {
  axeFaults,
  hostileFaults,
  overflowing,
  picture,
  settled,
  unreachable,
  WIDTHS,
} from '../../support/console/looks.ts';
import { addressesOfScreens, addressOf, nameOf, screensWithoutAddress } from '../../support/console/screens.ts';
import { startWorld, type Visitor, type World } from '../../support/console/world.ts';
import { describeLongUnless, LONG } from '../../support/long.ts';
import { needing } from '../../support/programs.ts';

const { skip, note } = needing(CHROMIUM);
/** Of these, pages show what they look like in the dark. */
const DARK = ['/', '/connectors', '/connectors/shop-images/edit'];
const areForPages = process.env.PORTUNUS_SCREENSHOTS === 'true';
const SCREENS = (await addressesOfScreens()).filter((address) => !(areForPages && address.includes('hostile')));
const NORMAL = { width: 1280, height: 900 };

it('every screen has an address in test/support/console/screens.ts, so that it is looked at', async () => {
  expect(await screensWithoutAddress()).toEqual([]);
});

describeLongUnless(skip)(`every screen in Chromium${note}${LONG}`, () => {
  let world: World;
  let ada: Visitor;

  beforeAll(async () => {
    world = await startWorld();
    ada = await world.visitAs('Ada');
  });
  afterAll(() => world.stop());

  describe.each(SCREENS)('%s', (address) => {
    beforeAll(async () => {
      await ada.page.emulateMedia({ colorScheme: 'light' });
      await ada.page.setViewportSize(NORMAL);
      await ada.page.goto(`${world.url}/console${addressOf(address, world.seeded)}`);
      await settled(ada.page);
    });

    it('has its heading, and a title of its own', async () => {
      const heading = await ada.page.locator('h1').first().innerText();
      await expect.poll(() => ada.page.title()).toMatch(/ · Portunus$/);
      expect(heading).not.toMatch(/^No such page/);
    });

    it('breaks no rule of axe-core, light or dark', async () => {
      expect(await axeFaults(ada.page)).toEqual([]);
      await picture(ada.page, nameOf(address));
      await ada.page.emulateMedia({ colorScheme: 'dark' });
      expect(await axeFaults(ada.page, 'of colors')).toEqual([]);
      if (DARK.includes(address)) await picture(ada.page, `${nameOf(address)}-dark`);
    });

    it.each(Object.entries(WIDTHS))('is usable %s', async (_name, size) => {
      await ada.page.setViewportSize(size);
      // Cloudscape sees the new width a moment later, and then moves what stood beside each other.
      await expect.poll(() => overflowing(ada.page)).toEqual([]);
      expect(await unreachable(ada.page)).toEqual([]);
    });

    it('shows hostile texts as texts', async () => {
      expect(await hostileFaults(ada.page)).toEqual([]);
    });

    it('keeps the policy of its content, asks nobody else, and leaves no secret', () => ada.guard.check(ada.page));
  });
});
