import { readPersonSettings } from '../../shared/config/config.ts';

/**
 * Opens a page in the person's browser. On a machine without a display, or one that somebody has a shell on from
 * elsewhere, there is none. A browser that does not start is no fault, because the address was printed.
 */
export async function openPage(address: string): Promise<void> {
  if (!readPersonSettings().hasBrowser) return;
  try {
    const { default: open } = await import('open');
    const browser = await open(address);
    browser.on('error', () => {});
  } catch {
    // As above.
  }
}
