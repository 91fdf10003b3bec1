// What a screen looks like to people who see it narrow, enlarged, dark, or not at all.
import { mkdirSync, writeFileSync } from 'node:fs';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

/** 320 CSS pixels are 1280 at 400 %, and 640 are 1280 at 200 %. */
export const WIDTHS = { narrow: { width: 320, height: 640 }, enlarged: { width: 640, height: 450 } } as const;

/** Waits until a screen has answered: its heading is there, it asks nothing, and it shows nothing as loading. */
export async function settled(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor();
  await page.waitForLoadState('networkidle');
  // Not by waitForFunction, which would be an eval in the page. One look may come between two things that are loaded.
  for (let quiet = 0; quiet < 2; ) {
    quiet = (await page.evaluate(IS_LOADING)) ? 0 : quiet + 1;
    await page.waitForTimeout(50);
  }
}

const IS_LOADING = `/^Loading/m.test(document.body.innerText)`;

/** The rules of axe-core that see colors. All others find the same in the dark. */
const OF_COLORS = ['color-contrast', 'link-in-text-block'];

/** What axe-core finds wrong on a page, each rule with the elements that break it. */
export async function axeFaults(page: Page, rules: 'all' | 'of colors' = 'all'): Promise<readonly string[]> {
  const axe = new AxeBuilder({ page }).setLegacyMode();
  const { violations } = await (rules === 'all' ? axe : axe.withRules(OF_COLORS)).analyze();
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, html, failureSummary }) =>
      [`${id}: ${help}`, target.join(' '), html.slice(0, 300), failureSummary].join('\n  '),
    ),
  );
}

/**
 * What lies beside the window at its present width: the page scrolls sideways, or an element ends outside of it without a
 * part around it that scrolls by itself.
 */
export function overflowing(page: Page): Promise<readonly string[]> {
  return page.evaluate(OVERFLOWING);
}

const OVERFLOWING = `(() => {
  const width = document.documentElement.clientWidth;
  const faults = [];
  const { scrollWidth } = document.scrollingElement;
  if (scrollWidth > width) faults.push('the page scrolls sideways: ' + scrollWidth + ' of ' + width + ' pixels');
  const hasOwnScroll = (element) => {
    for (let one = element.parentElement; one !== null && one !== document.body; one = one.parentElement) {
      if (/auto|scroll/.test(getComputedStyle(one).overflowX)) return true;
    }
    return false;
  };
  const isHidden = (element) => !element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) ||
    element.closest('[aria-hidden=true], [inert]') !== null;
  for (const element of document.body.querySelectorAll('a, button, input, textarea, select, h1, h2, h3, p, li, label, code, td, th')) {
    const { left, right, width: own, height } = element.getBoundingClientRect();
    if (own < 2 || height < 2 || isHidden(element) || hasOwnScroll(element)) continue;
    if (right <= width + 1 && left >= -1) continue;
    const text = (element.getAttribute('aria-label') ?? element.textContent ?? '').slice(0, 60);
    faults.push(element.localName + ' from ' + Math.round(left) + ' to ' + Math.round(right) + ': ' + text);
  }
  return faults.slice(0, 10);
})()`;

const FOLDER = process.env.PORTUNUS_SCREENSHOTS === 'true' ? 'docs/screenshots' : 'dist/screenshots';

/**
 * A picture of the window for the pages. Times and IDs differ in each run, and so would the pictures: only with
 * PORTUNUS_SCREENSHOTS=true do they go where the repository keeps them.
 */
export async function picture(page: Page, name: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: 60 });
  await session.detach();
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(`${FOLDER}/${name}.webp`, Buffer.from(data, 'base64'));
}

/**
 * Whether texts of others stayed texts: no script of theirs ran, no element of theirs is there, and no mark of direction
 * reaches beyond them.
 */
export function hostileFaults(page: Page): Promise<readonly string[]> {
  return page.evaluate(HOSTILE_FAULTS);
}

const HOSTILE_FAULTS = `(() => {
  const faults = [];
  if (globalThis.wasRun !== undefined) faults.push('a script of a text ran');
  if (document.querySelector('img[src="x"]') !== null) faults.push('a text became an element');
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = texts.nextNode(); text !== null; text = texts.nextNode()) {
    if (!/[\\u202a-\\u202e\\u2066-\\u2069]/.test(text.data)) continue;
    let around = text.parentElement;
    while (around !== null && !/isolate|plaintext/.test(getComputedStyle(around).unicodeBidi)) around = around.parentElement;
    if (around === null) faults.push('a mark of direction reaches beyond ' + JSON.stringify(text.data.slice(0, 80)));
  }
  return faults;
})()`;

/** Buttons that a person can't bring into the window and press: of the dialog, if one is open. */
export function unreachable(page: Page): Promise<readonly string[]> {
  return page.evaluate(UNREACHABLE);
}

const UNREACHABLE = `(async () => {
  const faults = [];
  const dialogs = [...document.querySelectorAll('[role=dialog]')].filter((dialog) => dialog.checkVisibility());
  const around = dialogs.at(-1) ?? document.querySelector('main');
  for (const button of around.querySelectorAll('button, a[href]')) {
    if (!button.checkVisibility({ opacityProperty: true, visibilityProperty: true }) || button.disabled) continue;
    button.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' });
    const { left, top, width, height } = button.getBoundingClientRect();
    if (width < 2 || height < 2) continue;
    // A link that wraps has a part of it nowhere near the middle of its box.
    const [first] = button.getClientRects();
    const at = document.elementFromPoint(first.left + first.width / 2, first.top + first.height / 2);
    if (at !== null && (button.contains(at) || at.contains(button))) continue;
    const name = button.getAttribute('aria-label') ?? button.textContent ?? '';
    faults.push(name.slice(0, 60) + ' at ' + Math.round(left) + ',' + Math.round(top) + ' lies under ' + (at?.className ?? 'nothing'));
  }
  scrollTo(0, 0);
  return faults.slice(0, 10);
})()`;
