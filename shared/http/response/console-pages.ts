import type { Call } from '../../domain/call.ts';
import { asPortunusError, type PortunusError } from '../../domain/errors.ts';
import type { HttpResponse, Route } from '../event.ts';
import { CONSOLE_PAGE } from '../request/return-path.ts';
import { isRetryable, problemOf, statusOf } from './problem.ts';

/** What keeps a page from loading anything, and from being framed. The console's own pages have other headers. */
const SCRIPTLESS_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

interface Page {
  readonly title: string;
  readonly lines: readonly string[];
  readonly link?: { readonly href: string; readonly text: string };
  /** Where the browser goes by itself. */
  readonly next?: string;
}

function html({ title, lines, link, next }: Page): string {
  const refresh = next === undefined ? '' : `<meta http-equiv="refresh" content="0;url=${escaped(next)}">`;
  const paragraphs = lines.map((line) => `<p>${escaped(line)}</p>`).join('\n');
  const end = link === undefined ? '' : `<p><a href="${escaped(link.href)}">${escaped(link.text)}</a></p>`;
  return `<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">${refresh}<title>${escaped(title)} - Portunus</title></head>
<body>
<h1>${escaped(title)}</h1>
${paragraphs}
${end}
</body>
</html>
`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] as string);
}

/**
 * Ends a sign-in. The browser withholds the strict cookie of the session until a page of our own leads on, so this page
 * does, once.
 */
export function signedInPage(next: string, cookies: readonly string[]): HttpResponse {
  const link = { href: next, text: 'Continue' };
  const body = html({ title: 'You are signed in', lines: [], link, next });
  return { statusCode: 200, headers: SCRIPTLESS_HEADERS, body, cookies };
}

const AGAIN = { href: CONSOLE_PAGE, text: 'Back to the console' };

/** A failure, for somebody whose browser was sent here. */
function errorPage(error: PortunusError, requestId: string, cookies: readonly string[]): HttpResponse {
  const { title, detail } = problemOf(error, requestId);
  const statusCode = statusOf(error.code);
  const lines = [detail, ...(PAGE_LINES[error.code] ?? []), `Request ID: ${requestId}`];
  const headers = { ...SCRIPTLESS_HEADERS, ...(isRetryable(statusCode) && { 'retry-after': '5' }) };
  return { statusCode, headers, body: html({ title, lines, link: AGAIN }), cookies };
}

const PAGE_LINES: Readonly<Record<string, readonly string[]>> = {
  sign_in_required: ['The sign-in took too long, was cancelled, or your account may not use Portunus. Try it again.'],
  fresh_sign_in_required: ['Your provider did not say that you signed in just now. Tell an administrator.'],
};

/** Says that there is no console, and how there can be one. */
export function consoleOffPage(why: string): HttpResponse {
  const lines = ['This deployment of Portunus has no console in the browser.', why];
  return { statusCode: 404, headers: SCRIPTLESS_HEADERS, body: html({ title: 'The console is off', lines }) };
}

/** Sends a browser on. Nothing of it is kept. */
export function seeOther(location: string, cookies: readonly string[] = []): HttpResponse {
  return { statusCode: 303, headers: { location, 'referrer-policy': 'no-referrer' }, body: '', cookies };
}

/** Answers failures of a route by a page: a browser is sent there, and no script reads what comes back. */
export function asPage(
  route: Route,
  reportPage: (error: PortunusError, call: Call) => void,
  cookies: readonly string[],
): Route {
  return async (event, call) => {
    try {
      return await route(event, call);
    } catch (thrown) {
      const error = asPortunusError(thrown);
      reportPage(error, call);
      return errorPage(error, call.requestId, cookies);
    }
  };
}

/** Tells the page that asked where the browser's own session at the provider ends, if it does anywhere. */
export function signedOut(page: string | undefined, cookie: string): HttpResponse {
  const headers = { 'content-type': 'application/json' };
  return { statusCode: 200, headers, body: JSON.stringify({ ...(page !== undefined && { page }) }), cookies: [cookie] };
}
