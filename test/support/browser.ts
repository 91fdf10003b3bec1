// A real browser with a page of another origin, which tries what pages can.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Browser, chromium, type Page } from 'playwright-core';

export const CHROMIUM = '/usr/bin/chromium';

/** Ends a wait for what never comes. Playwright's own 30 seconds are less than a busy machine may take. */
export const MOST_WAIT_MS = 120_000;

/** `evil.example` is a name that resolves to this machine, as in DNS rebinding. */
export function startBrowser(): Promise<Browser> {
  return chromium.launch({
    timeout: MOST_WAIT_MS,
    executablePath: CHROMIUM,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--host-resolver-rules=MAP evil.example 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
    ],
  });
}

/** A site of somebody else on this machine. */
export async function startForeignSite(): Promise<{ port: number; stop: () => void }> {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>elsewhere</title>');
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const stop = () => {
    server.close();
    server.closeAllConnections();
  };
  return { port: (server.address() as AddressInfo).port, stop };
}

export interface Attempt {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly mode?: 'cors' | 'no-cors';
  readonly credentials?: 'include';
}

/** What a script reads of an answer; `nothing`, where the browser or the server keeps it from reading. */
export function fetchIn(page: Page, url: string, init: Attempt = {}): Promise<string> {
  return page.evaluate(
    `fetch(${JSON.stringify(url)}, ${JSON.stringify(init)})
      .then(async (answer) => answer.type === 'opaque' ? 'nothing' : answer.status + ' ' + await answer.text())
      .catch(() => 'nothing')`,
  );
}

/** Loads an address as part of a page, and says whether the browser took what came. */
export function loadIn(page: Page, tag: 'img' | 'script' | 'link', url: string): Promise<string> {
  return page.evaluate(
    `new Promise((resolve) => {
      const element = document.createElement(${JSON.stringify(tag)});
      element.onload = () => resolve('loaded');
      element.onerror = () => resolve('nothing');
      if (element.tagName === 'LINK') element.rel = 'stylesheet';
      element[element.tagName === 'LINK' ? 'href' : 'src'] = ${JSON.stringify(url)};
      document.body.append(element);
    })`,
  );
}

/** Posts a form, as a link would open a page. */
export async function postFormIn(page: Page, action: string): Promise<string> {
  const [response] = await Promise.all([
    page.waitForResponse((answer) => answer.url() === action),
    page.evaluate(
      `(() => {
        const form = document.createElement('form');
        form.method = 'post';
        form.enctype = 'text/plain';
        form.action = ${JSON.stringify(action)};
        document.body.append(form);
        form.submit();
      })()`,
    ),
  ]);
  return String(response.status());
}
