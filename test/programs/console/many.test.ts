// A list of ten thousand connectors, and how soon it follows the keyboard. The figures are printed, and none is asserted.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CHROMIUM } from '../../support/browser.ts';
import { tabTo } from '../../support/console/keyboard.ts';
import { settledText, slowDown, spreadOf, untilShownAfter } from '../../support/console/measure.ts';
import { startWorld, type Visitor, type World } from '../../support/console/world.ts';
import { describeLongUnless, LONG } from '../../support/long.ts';
import { idOf, putConnectors } from '../../support/many-connectors.ts';
import { needing } from '../../support/programs.ts';

const { skip, note } = needing(CHROMIUM);
const MANY = 10_000;
const TYPED = '4242';
const KEYS = [...TYPED, ...Array.from(TYPED, () => 'Backspace')];
const ROUNDS = 4;

/** What the list shows: how many there are like that, and the first of them. */
const SHOWN = `(document.querySelector('.connectors-search [role=status]')?.textContent ?? '') + ' ' +
  (document.querySelector('tbody a')?.textContent ?? '')`;
/** The order of the list, and the first that it brings up. */
const SORTED = `[...document.querySelectorAll('thead th')].map((one) => one.getAttribute('aria-sort')).join() + ' ' +
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
  });
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
    await page.getByText(/^10,0\d\d in all$/).waitFor();
    noted('until all are read', performance.now() - started);
    await ada.guard.check(page);
  });

  it('follows each key of a search, also on a machine of half the speed', async () => {
    await page.getByRole('searchbox').focus();
    const shown: string[] = [];
    for (const [index, key] of KEYS.entries()) {
      await page.keyboard.press(key);
      if (index === TYPED.length - 1) await expect.poll(() => page.evaluate(SHOWN)).toContain('many-4242');
      shown.push(await settledText(page, SHOWN));
    }
    for (const rate of [1, 2]) {
      await slowDown(page, rate);
      const times: number[] = [];
      for (const [index, key] of Array.from({ length: ROUNDS }, () => [...KEYS.entries()]).flat()) {
        times.push(await untilShownAfter(page, key, `${SHOWN} === ${JSON.stringify(shown[index])}`));
      }
      figures.push(`a key of a search, ${rate === 1 ? 'this machine' : 'half its speed'}: ${spreadOf(times)}`);
    }
    await slowDown(page, 1);
  });

  it('sorts by a key', async () => {
    const times: number[] = [];
    for (const name of Array.from({ length: ROUNDS }, () => ['Last use', 'Connector', 'Connector', 'State']).flat()) {
      await page.getByRole('columnheader', { name }).getByRole('button').focus();
      const before = await page.evaluate<string>(SORTED);
      times.push(await untilShownAfter(page, 'Enter', `${SORTED} !== ${JSON.stringify(before)}`));
    }
    figures.push(`sorting: ${spreadOf(times)}`);
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
