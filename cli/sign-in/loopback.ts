import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { shownAddress } from '../addresses.ts';
import { CommandError, usageError } from '../command.ts';
import type { Terminal } from './device.ts';
import { toFailure } from './failures.ts';
import { type Provider, scopeFor, signedIn } from './provider.ts';
import type { Tokens } from './store.ts';

const PATH = '/callback';

interface LoopbackOptions {
  /** The port that the provider sends the browser back to. A free one is taken if it is 0. */
  readonly port: number;
  readonly timeoutSeconds: number;
}

/** Signs in by the browser of this machine, which the provider sends back to this process (RFC 8252, RFC 7636). */
export async function signInByBrowser(
  provider: Provider,
  { print, openPage }: Terminal,
  { port, timeoutSeconds }: LoopbackOptions,
): Promise<Tokens> {
  const { client, config, issuer } = provider;
  const checks = {
    expectedState: client.randomState(),
    expectedNonce: client.randomNonce(),
    pkceCodeVerifier: client.randomPKCECodeVerifier(),
    idTokenExpected: true,
  };
  const callback = await listenForCallback(port, checks.expectedState);
  try {
    const address = client.buildAuthorizationUrl(config, {
      redirect_uri: callback.redirectUri,
      scope: scopeFor(provider),
      state: checks.expectedState,
      nonce: checks.expectedNonce,
      code_challenge: await client.calculatePKCECodeChallenge(checks.pkceCodeVerifier),
      code_challenge_method: 'S256',
    });
    const page = shownAddress(address.href);
    if (page === undefined) throw new CommandError([`${issuer.id} names no https address to sign in at`]);
    print(`Sign in with a browser on this machine:\n${page}`);
    await openPage(page);
    const answer = await callback.answered(timeoutSeconds);
    return signedIn(provider, await client.authorizationCodeGrant(config, answer, checks));
  } catch (error) {
    throw toFailure(error, issuer);
  } finally {
    callback.close();
  }
}

interface Callback {
  readonly redirectUri: string;
  /** Resolves with the address that the browser was sent to, and rejects if that doesn't happen in time. */
  readonly answered: (seconds: number) => Promise<URL>;
  readonly close: () => void;
}

/** Waits for one request with this state. What other programs and pages send is refused, and ends nothing. */
async function listenForCallback(port: number, state: string): Promise<Callback> {
  const found = Promise.withResolvers<URL>();
  const server = createServer((request, response) => {
    const address = callbackOf(request, server.address() as AddressInfo);
    const isOurs = address?.searchParams.get('state') === state;
    respond(response, isOurs ? 200 : 400, isOurs ? RETURN : 'This is not the answer to your sign-in.');
    if (isOurs && address !== undefined) found.resolve(address);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', ({ code }: NodeJS.ErrnoException) =>
      reject(usageError(`port ${port} of this machine can't be used (${code}): give another --port`)),
    );
    server.listen(port, '127.0.0.1', resolve);
  });
  const { port: own } = server.address() as AddressInfo;
  const answered = async (seconds: number) => {
    const timer = setTimeout(
      () => found.reject(new CommandError([`nobody signed in within ${seconds} seconds: run portunus login again`])),
      seconds * 1000,
    );
    return found.promise.finally(() => clearTimeout(timer));
  };
  const close = () => {
    server.close();
    server.closeIdleConnections();
  };
  return { redirectUri: `http://127.0.0.1:${own}${PATH}`, answered, close };
}

function callbackOf({ method, url = '', headers }: IncomingMessage, { port }: AddressInfo): URL | undefined {
  const origin = `http://127.0.0.1:${port}`;
  if (method !== 'GET' || headers.host !== `127.0.0.1:${port}` || !URL.canParse(url, origin)) return undefined;
  const address = new URL(url, origin);
  return address.origin === origin && address.pathname === PATH ? address : undefined;
}

const RETURN = 'Portunus has the answer. You can close this page and go back to your terminal.';

/** The page leaves the code nowhere: it asks for nothing, and names no address. */
function respond(response: ServerResponse, status: number, text: string): void {
  response
    .writeHead(status, {
      'content-type': 'text/plain; charset=utf-8',
      'content-security-policy': "default-src 'none'",
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      connection: 'close',
    })
    .end(`${text}\n`);
}
