// Refuses requests of web pages. A page can send requests to loopback, also under a name of its own that resolves to it
// (DNS rebinding).
import type { IncomingMessage } from 'node:http';

type Received = Pick<IncomingMessage, 'rawHeaders' | 'url' | 'method'>;

/** Returns every value of a header. Node's parsed headers keep only the first of some that are sent twice. */
export function valuesOf(rawHeaders: readonly string[], name: string): readonly string[] {
  return rawHeaders.filter((_value, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name);
}

/** Returns why a request is refused, or `undefined` if a program on this machine sent it to this service. */
export function whyRefused(request: Received): string | undefined {
  const { rawHeaders, url = '' } = request;
  const hosts = valuesOf(rawHeaders, 'host').map((host) => host.toLowerCase());
  const [host = 'none'] = hosts;
  if (hosts.length !== 1 || !OWN_HOST.test(host)) return `Host ${hosts.join(', ') || 'missing'} is not this service`;
  // An absolute form contains its own host, which would bypass the check of the Host header.
  if (!url.startsWith('/')) return 'the request target is not a path';
  const origin = valuesOf(rawHeaders, 'origin').find((value) => value.toLowerCase() !== `http://${host}`);
  if (origin !== undefined) return `a page of another origin: ${origin}`;
  const site = valuesOf(rawHeaders, 'sec-fetch-site').find((value) => !OWN_SITES.has(value.toLowerCase()));
  if (site !== undefined && !opensPage(request)) return `a page of another origin: Sec-Fetch-Site ${site}`;
  // The service does not support CORS, so a preflight is always refused.
  return valuesOf(rawHeaders, 'access-control-request-method').length > 0 ? 'a CORS preflight' : undefined;
}

/**
 * Whether a browser opens a page of the console, which holds no data: by a link, or when the provider sends somebody back.
 * What the console's scripts ask is no page, and neither is what another site shows in a frame.
 */
function opensPage({ method, url = '', rawHeaders }: Received): boolean {
  const isDocument = isAll(rawHeaders, 'sec-fetch-mode', 'navigate') && isAll(rawHeaders, 'sec-fetch-dest', 'document');
  return method === 'GET' && isDocument && CONSOLE_PAGE.test(url);
}

const CONSOLE_PAGE = /^\/console(?:$|[?]|\/(?!api(?:$|[/?])))/;

function isAll(rawHeaders: readonly string[], name: string, wanted: string): boolean {
  const values = valuesOf(rawHeaders, name);
  return values.length > 0 && values.every((value) => value.toLowerCase() === wanted);
}

/**
 * `none` means that a person typed or opened the address. `same-site` is not trusted, because it includes every other
 * port of this machine.
 */
const OWN_SITES: ReadonlySet<string> = new Set(['none', 'same-origin']);

/**
 * Any port is accepted: behind a tunnel or proxy on this machine, such as `ssh -L`, it differs from the one that this
 * service listens on.
 */
export const OWN_HOST = /^(127\.0\.0\.1|localhost)(:[0-9]{1,5})?$/;
