// How long a person waits, as the browser itself measures it. Nothing here is asserted: tests print it.
import type { Page } from 'playwright-core';

/** From a key that is pressed to the first picture in which the page says what it should, in milliseconds: 5,000 if never. */
export async function untilShownAfter(page: Page, key: string, isShown: string): Promise<number> {
  await page.evaluate(
    `void (globalThis.shownAfter = new Promise((resolve) => {
      document.addEventListener('keydown', ({ timeStamp }) => {
        const look = (now) => {
          if (${isShown} || now - timeStamp > 5_000) requestAnimationFrame((drawn) => resolve(drawn - timeStamp));
          else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      }, { capture: true, once: true });
    }))`,
  );
  await page.keyboard.press(key);
  return page.evaluate('shownAfter');
}

/** What an expression says once it has said the same for 700 milliseconds. However slow a machine is, an answer may come. */
export async function settledText(page: Page, expression: string): Promise<string> {
  let text = '';
  for (let looks = 0, same = 0; looks < 100 && same < 7; looks += 1) {
    await page.waitForTimeout(100);
    const now = await page.evaluate<string>(expression);
    same = now === text ? same + 1 : 0;
    text = now;
  }
  return text;
}

/** Has the page's scripts run as on a machine that is so many times slower. */
export async function slowDown(page: Page, rate: number): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate });
}

/** Quartiles, and the worst. */
export function spreadOf(times: readonly number[]): string {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (part: number) => Math.round(sorted[Math.floor(part * (sorted.length - 1))] ?? Number.NaN);
  return `${at(0.25)}, ${at(0.5)}, ${at(0.75)}, at most ${at(1)} ms (${times.length} times)`;
}

export interface FirstLoad {
  /** What came over the wire, compressed, of scripts and styles. */
  readonly transferredBytes: number;
  readonly requests: number;
  /** Until the heading of the screen is there, from the beginning of the navigation. */
  readonly headingMs: number;
  readonly firstContentfulPaintMs: number;
  /** After it, no script keeps the page from answering for 50 ms at a time. */
  readonly interactiveMs: number;
}

/** Loads an address in a new tab, with nothing in a cache. */
export async function firstLoadOf(page: Page, url: string): Promise<FirstLoad> {
  await page.addInitScript(`
    globalThis.longTasks = [];
    new PerformanceObserver((list) => longTasks.push(...list.getEntries().map(({ startTime, duration }) => startTime + duration)))
      .observe({ type: 'longtask', buffered: true });
    new MutationObserver((_changes, observer) => {
      if (document.querySelector('h1') === null) return;
      globalThis.headingAt = performance.now();
      observer.disconnect();
    }).observe(document, { childList: true, subtree: true });`);
  await page.goto(url);
  await page.locator('h1').first().waitFor();
  await page.waitForLoadState('networkidle');
  return page.evaluate(`(() => {
    const parts = performance.getEntriesByType('resource').filter(({ name }) => /\\.(?:js|css)$/.test(name));
    const [paint] = performance.getEntriesByName('first-contentful-paint');
    const headingMs = Math.round(globalThis.headingAt);
    return {
      transferredBytes: parts.reduce((sum, { transferSize }) => sum + transferSize, 0),
      requests: parts.length,
      headingMs,
      firstContentfulPaintMs: Math.round(paint?.startTime ?? 0),
      interactiveMs: Math.round(Math.max(headingMs, ...globalThis.longTasks)),
    };
  })()`);
}
