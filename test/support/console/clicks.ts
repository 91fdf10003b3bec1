import type { BrowserContext } from 'playwright-core';

/** Counts the clicks of a person, not those that scripts make, on every page of a context. */
export async function countClicks(context: BrowserContext): Promise<() => number> {
  let clicks = 0;
  await context.exposeBinding('tellOfClick', () => {
    clicks += 1;
  });
  await context.addInitScript(
    `document.addEventListener('click', (event) => { if (event.isTrusted) tellOfClick(); }, { capture: true })`,
  );
  return () => clicks;
}
