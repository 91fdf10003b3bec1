// A person without a mouse.
import type { Page } from 'playwright-core';

/** More than a screen has to step over. */
const MOST_STEPS = 120;

/** What a screen reader would call what has the focus, roughly: its label, its texts, or what describes it. */
const FOCUSED = `(() => {
  const element = document.activeElement;
  if (element === null || element === document.body) return '';
  const byId = (ids) => (ids ?? '').split(' ').map((id) => document.getElementById(id)?.textContent ?? '').join(' ');
  const labels = [...(element.labels ?? [])].map(({ textContent }) => textContent).join(' ');
  return [element.getAttribute('aria-label'), byId(element.getAttribute('aria-labelledby')), labels, element.textContent]
    .find((text) => text !== null && text.trim() !== '')?.trim() ?? '';
})()`;

export function focused(page: Page): Promise<string> {
  return page.evaluate(FOCUSED);
}

/** Presses Tab until something of that name has the focus. Fails with all that had it on the way. */
export async function tabTo(page: Page, name: RegExp, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  const passed: string[] = [];
  for (let steps = 0; steps < MOST_STEPS; steps += 1) {
    await page.keyboard.press(key);
    const now = await focused(page);
    if (name.test(now)) return;
    passed.push(now.slice(0, 40));
  }
  throw new Error(`The keyboard does not reach ${name}. It reached: ${passed.join(' | ')}`);
}

/** Whether what has the focus shows it, by an outline or a shadow that it has not otherwise. */
export function showsFocus(page: Page): Promise<boolean> {
  return page.evaluate(`(() => {
    const shows = (style) => (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none';
    let element = document.activeElement;
    for (let steps = 0; element !== null && steps < 3; steps += 1, element = element.parentElement) {
      if ([undefined, '::before', '::after'].some((part) => shows(getComputedStyle(element, part)))) return true;
    }
    return false;
  })()`);
}
