// What no page of the console may do, watched while a test uses it: break the policy of its content, fail unseen, ask
// another host, or leave a secret where it stays.
import type { BrowserContext, Page, Request } from 'playwright-core';

export interface Guard {
  /** What was wrong so far, each with the page where it happened. */
  readonly faults: () => readonly string[];
  /** Looks for secrets in what a page keeps and in the addresses that it asked for. Throws if anything was wrong. */
  readonly check: (page: Page) => Promise<void>;
  /** Every address that was asked for, oldest first. */
  readonly asked: () => readonly string[];
}

export interface GuardOptions {
  /** Where the console is. */
  readonly url: string;
  /** Where people sign in. Pages lead there, and load nothing from there. */
  readonly provider: string;
  /** Where the stand-in for AWS is, whose console a link leads to. */
  readonly aws: string;
  /** What was issued so far. None of it may be in an address or in storage. */
  readonly secrets: () => readonly string[];
}

/** What the browser itself says of an answer that is a refusal. The answer is judged by its status. */
const REFUSED = /^Failed to load resource: the server responded with a status of 4\d\d/;

/** Looks like a JSON Web Token, which no address and no storage may hold. */
const TOKEN = /eyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]{10,}/;

/** Watches every page of a context. Begin before its first page opens. */
export async function guard(context: BrowserContext, options: GuardOptions): Promise<Guard> {
  const faults: string[] = [];
  const asked: string[] = [];
  const add = (where: string, what: string) => void faults.push(`${pathOf(where)}: ${what}`);
  await context.exposeBinding('tellOfViolation', ({ page }, what: string) => add(page.url(), what));
  await context.addInitScript(TELL_OF_VIOLATIONS);
  const isOwn = (address: string) => address.startsWith(`${options.url}/`) || address === options.url;
  context.on('request', (request) => {
    if (!request.url().startsWith(`${options.aws}/`)) asked.push(request.url());
    if (!mayAsk(request, isOwn, options)) add(pageOf(request), `asks ${request.url()}`);
  });
  context.on('requestfailed', (request) => {
    const { errorText = '' } = request.failure() ?? {};
    // Leaving a page ends what it still asks for.
    if (errorText !== 'net::ERR_ABORTED') add(pageOf(request), `${request.url()} failed: ${errorText}`);
  });
  context.on('response', (response) => {
    const isAsset = isOwn(response.url()) && !response.url().includes('/console/api/') && response.status() >= 400;
    if (response.status() >= 500 || isAsset) add(pageOf(response.request()), `${response.status()} ${response.url()}`);
  });
  context.on('page', (page) => {
    page.on('pageerror', (error) => add(page.url(), `threw ${error.stack ?? error.message}`));
    page.on('console', (message) => {
      const isOfConsole = isOwn(page.url()) && !REFUSED.test(message.text());
      if (isOfConsole && ['error', 'warning'].includes(message.type())) add(page.url(), `says ${message.text()}`);
    });
  });
  return {
    faults: () => faults,
    asked: () => asked,
    check: async (page) => {
      const kept = await storedIn(page);
      const secrets = options.secrets();
      for (const [where, text] of [...asked.map((address) => ['an address', decoded(address)] as const), ...kept]) {
        if (TOKEN.test(text)) add(page.url(), `has a token in ${where}`);
        if (secrets.some((secret) => text.includes(secret))) add(page.url(), `has a secret in ${where}`);
      }
      if (faults.length > 0) throw new Error(`The console did what no page may do:\n${faults.splice(0).join('\n')}`);
    },
  };
}

const TELL_OF_VIOLATIONS = `document.addEventListener('securitypolicyviolation', (event) => {
  tellOfViolation('breaks ' + event.effectiveDirective + ' with ' + event.blockedURI + ' ' + event.sourceFile + ':' +
    event.lineNumber + ' ' + event.sample);
});`;

/**
 * Pages ask their own origin alone. A whole page may also be the provider's, or the AWS console, whose link is a secret in an
 * address because AWS wants it so.
 */
function mayAsk(request: Request, isOwn: (address: string) => boolean, { provider, aws }: GuardOptions): boolean {
  const address = request.url();
  if (isOwn(address) || /^(?:data|about|chrome-error):/.test(address)) return true;
  const isWholePage = request.isNavigationRequest();
  return isWholePage && [provider, aws].some((site) => address.startsWith(`${site}/`));
}

function pageOf(request: Request): string {
  return request.isNavigationRequest() ? request.url() : request.frame().url();
}

function pathOf(address: string): string {
  return /^https?:/.test(address) ? new URL(address).pathname : address;
}

function decoded(address: string): string {
  try {
    return decodeURIComponent(address);
  } catch {
    return address;
  }
}

/** Whatever outlives the page, by where it is. Scripts can't read the session's cookie, which is no secret of AWS. */
async function storedIn(page: Page): Promise<readonly (readonly [string, string])[]> {
  const [local, session, cookies, workers] = (await page
    .evaluate(
      `(async () => [JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage }), document.cookie,
        (await navigator.serviceWorker?.getRegistrations() ?? []).length > 0 ? 'a service worker' : ''])()`,
    )
    .catch(() => ['', '', '', ''])) as readonly string[];
  return [
    ['localStorage', local ?? ''],
    ['sessionStorage', session ?? ''],
    ['cookies that scripts read', cookies ?? ''],
    ['workers', workers ?? ''],
  ];
}
