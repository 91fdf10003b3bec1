// Web pages can send requests to loopback, and a name of theirs can resolve to it (DNS rebinding). They get nothing.
import type { IncomingMessage } from 'node:http';

type Received = Pick<IncomingMessage, 'rawHeaders' | 'url'>;

/** Every value of a header: Node keeps only the first of some that are sent twice. */
export function valuesOf(rawHeaders: readonly string[], name: string): readonly string[] {
  return rawHeaders.filter((_value, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name);
}

/** Why a request is not answered; `undefined` for one of this machine's own programs to this very service. */
export function whyRefused({ rawHeaders, url = '' }: Received): string | undefined {
  const hosts = valuesOf(rawHeaders, 'host').map((host) => host.toLowerCase());
  const [host = 'none'] = hosts;
  if (hosts.length !== 1 || !OWN_HOST.test(host)) return `Host ${hosts.join(', ') || 'missing'} is not this service`;
  // An absolute form names a host of its own.
  if (!url.startsWith('/')) return 'the request target is not a path';
  const origin = valuesOf(rawHeaders, 'origin').find((value) => value.toLowerCase() !== `http://${host}`);
  if (origin !== undefined) return `a page of another origin: ${origin}`;
  const site = valuesOf(rawHeaders, 'sec-fetch-site').find((value) => !OWN_SITES.has(value.toLowerCase()));
  if (site !== undefined) return `a page of another origin: Sec-Fetch-Site ${site}`;
  // There is no CORS here, so nothing is to be asked before a request.
  return valuesOf(rawHeaders, 'access-control-request-method').length > 0 ? 'a CORS preflight' : undefined;
}

/** `none` is what a person typed or opened; `same-site` may be any other port of this machine. */
const OWN_SITES: ReadonlySet<string> = new Set(['none', 'same-origin']);

/** With any port: behind a tunnel or a proxy of this machine, such as `ssh -L`, it is not the one that is listened on. */
export const OWN_HOST = /^(127\.0\.0\.1|localhost)(:[0-9]{1,5})?$/;
