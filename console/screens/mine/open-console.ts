import { ToldError } from '../../api/problem.ts';
import { texts } from '../../texts/index.ts';

/** As much of a tab as is used here. */
export interface Tab {
  opener: unknown;
  readonly document: { title: string; body: { textContent: string | null } };
  readonly location: { replace(url: string): void };
  close(): void;
}

interface OpenConsole<T> {
  /** Opens an empty tab: `undefined` if the browser does not let it. */
  readonly openTab: () => Tab | undefined;
  /** Asks the service for the link, which signs in whoever has it. */
  readonly ask: () => Promise<T & { readonly url: string }>;
  /** What stands in the tab meanwhile. */
  readonly waiting: string;
}

/**
 * Opens the AWS console in a tab of its own. Only a click may call this: it issues a session.
 *
 * A form could open the tab by itself, but the backend takes nothing without a header that no form can send, which is what
 * keeps other sites from signing people in. So the link comes by a request. The tab is opened before it, because browsers
 * let only a click open one, and it is cut off from this page before it goes anywhere. The link replaces the empty page in
 * the tab's history, and nothing here keeps it. The page's policy sends no referrer.
 *
 * Returns what the service said beside the link, or `undefined` without asking for one if there is no tab.
 */
export async function openConsole<T>({ openTab, ask, waiting }: OpenConsole<T>): Promise<Omit<T, 'url'> | undefined> {
  const tab = openTab();
  if (tab === undefined) return undefined;
  tab.opener = null;
  tab.document.title = waiting;
  tab.document.body.textContent = waiting;
  try {
    const { url, ...rest } = await ask();
    tab.location.replace(consoleAddress(url));
    return rest;
  } catch (error) {
    tab.close();
    throw error;
  }
}

/** The address as it is, if it is one of the web: a script's address would run in a tab that began as ours. */
function consoleAddress(url: string): string {
  if (new URL(url).protocol === 'https:' || /^http:\/\/(?:127\.0\.0\.1|localhost)[:/]/.test(url)) return url;
  throw new ToldError(texts.mine.consoleNoAddress);
}
