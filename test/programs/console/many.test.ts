// A list of ten thousand connectors, and how soon it follows the keyboard. The figures are printed, and none is asserted.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CHROMIUM } from '../../support/browser.ts';
import { tabTo } from '../../support/console/keyboard.ts';
import { untilShownAfter } from '../../support/console/measure.ts';
import { startWorld, type Visitor, type World } from '../../support/console/world.ts';
import { describeLongUnless, LONG } from '../../support/long.ts';
import { idOf, putConnectors } from '../../support/many-connectors.ts';
import { needing } from '../../support/programs.ts';

const { skip, note } = needing(CHROMIUM);
const MANY = 10_000;
const TYPED = '4242';

/** What the list shows: how many there are like that, and the first of them. */
const SHOWN = `(document.querySelector('.connectors-search [role=status]')?.textContent ?? '') + ' ' +
  (document.querySelector('tbody a')?.textContent ?? '')`;

describeLongUnless(skip)(`ten thousand connectors in Chromium${note}${LONG}`, () => {
  const figures: string[] = [];
  let world: World;
  let ada: Visitor;
  let page: Page;

  beforeAll(async () => {
    world = await startWorld();
    await putConnectors(
      world.aws,
      Array.from({ length: MANY }, (_, index) => ({ id: idOf(index) })),
    );
    ada = await world.visitAs('Ada');
    ({ page } = ada);
  }, 120_000);
  afterAll(async () => {
    console.log([`A list of ${MANY} connectors:`, ...figures].join('\n'));
    await world.stop();
  });

  const noted = (name: string, milliseconds: number) => figures.push(`${name}: ${Math.round(milliseconds)} ms`);

  it('shows the first ones at once, and reads them all', async () => {
    const started = performance.now();
    await page.goto(`${world.url}/console/connectors`);
    await page.locator('tbody tr').nth(5).waitFor();
    noted('until the first are shown', performance.now() - started);
    await page.getByText(/^10,0\d\d in all$/).waitFor({ timeout: 100_000 });
    noted('until all are read', performance.now() - started);
    await ada.guard.check(page);
  }, 120_000);

  it('follows each key of a search', async () => {
    const search = page.getByRole('searchbox');
    await search.focus();
    const expected: string[] = [];
    for (const key of TYPED) {
      await page.keyboard.press(key);
      await page.waitForTimeout(700);
      expected.push(await page.evaluate<string>(SHOWN));
    }
    expect(expected.at(-1)).toContain('many-4242');
    await search.fill('');
    await page.waitForTimeout(500);
    for (const [index, key] of [...TYPED].entries()) {
      const isShown = `${SHOWN} === ${JSON.stringify(expected[index])}`;
      noted(`key ${index + 1} of a search`, await untilShownAfter(page, key, isShown));
    }
    await search.fill('');
    await page.waitForTimeout(500);
  });

  it('turns its pages, and scrolls, by keyboard', async () => {
    const first = await page.evaluate<string>(SHOWN);
    await tabTo(page, /^Next page$/);
    noted('the next page', await untilShownAfter(page, 'Enter', `${SHOWN} !== ${JSON.stringify(first)}`));
    await page.getByRole('heading', { level: 1 }).focus();
    await page.evaluate('scrollTo(0, 0)');
    noted('scrolling', await untilShownAfter(page, 'PageDown', 'scrollY > 0'));
    await ada.guard.check(page);
  });
});
