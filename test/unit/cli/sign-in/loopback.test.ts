import { once } from 'node:events';
import { createServer, get, type IncomingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { signInByBrowser } from '../../../../cli/sign-in/loopback.ts';
import { discoverProvider } from '../../../../cli/sign-in/provider.ts';
import { freePort } from '../../../support/free-port.ts';
import { CORP, refused, scriptProvider, tokens } from '../../../support/scripted-provider.ts';

afterEach(() => vi.unstubAllGlobals());

interface Visit {
  readonly path?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly host?: string;
}

/** Sends a request to the listener as a browser, or another program of this machine, would. */
async function visit(port: number, { path = '/callback', query = {}, host }: Visit) {
  const request = get({
    host: '127.0.0.1',
    port,
    path: `${path}?${new URLSearchParams(query)}`,
    ...(host !== undefined && { headers: { host } }),
  });
  const [response] = await once(request, 'response');
  return { status: response.statusCode, headers: response.headers as IncomingHttpHeaders, body: await text(response) };
}

type Visits = (address: URL, port: number) => Promise<void>;

/** Signs in. `visits` are what happens once the page is open. */
async function signIn(visits: Visits, token: object, options = { port: 0, timeoutSeconds: 300 }) {
  const requests = scriptProvider({ '/token': token });
  const openPage = async (page: string) => {
    const address = new URL(page);
    await visits(address, Number(new URL(address.searchParams.get('redirect_uri') ?? '').port));
  };
  const outcome = await signInByBrowser(await discoverProvider(CORP), { print: () => {}, openPage }, options).catch(
    (error) => error.lines,
  );
  return { outcome, requests };
}

function stateOf(address: URL): string {
  return address.searchParams.get('state') ?? '';
}

describe('a sign-in by the browser', () => {
  it('takes the answer to its own question, with the proof of who asked', async () => {
    const seen: { status: number; headers: IncomingHttpHeaders; body: string }[] = [];
    let nonce = '';
    const token = { ...tokens() };
    const { outcome, requests } = await signIn(async (address, port) => {
      nonce = address.searchParams.get('nonce') ?? '';
      Object.assign(token, tokens({ nonce }));
      seen.push(await visit(port, { query: { code: 'the-code', state: stateOf(address) } }));
    }, token);
    expect(outcome.refreshToken.reveal()).toBe('next');
    expect(seen[0]).toMatchObject({
      status: 200,
      body: 'Portunus has the answer. You can close this page and go back to your terminal.\n',
      headers: { 'content-security-policy': "default-src 'none'", 'referrer-policy': 'no-referrer' },
    });
    const sent = new URLSearchParams(requests.at(-1)?.body);
    expect(Object.fromEntries(sent)).toEqual({
      grant_type: 'authorization_code',
      code: 'the-code',
      redirect_uri: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/callback$/),
      code_verifier: expect.stringMatching(/^[\w-]{43}$/),
      client_id: 'portunus-cli',
    });
  });

  it('refuses what others send, and goes on waiting', async () => {
    const token = { ...tokens() };
    const refusals: number[] = [];
    const { outcome } = await signIn(async (address, port) => {
      Object.assign(token, tokens({ nonce: address.searchParams.get('nonce') }));
      const state = stateOf(address);
      const others: readonly Visit[] = [
        { query: { code: 'forged', state: 'guessed' } },
        { query: { code: 'forged' } },
        { path: '/', query: { code: 'forged', state } },
        { query: { code: 'forged', state }, host: `evil.example:${port}` },
      ];
      for (const other of others) refusals.push((await visit(port, other)).status);
      await visit(port, { query: { code: 'the-code', state } });
    }, token);
    expect(refusals).toEqual([400, 400, 400, 400]);
    expect(outcome.idToken).toBeDefined();
  });

  it('takes no ID token of another sign-in', async () => {
    const { outcome } = await signIn(
      async (address, port) => void (await visit(port, { query: { code: 'the-code', state: stateOf(address) } })),
      tokens({ nonce: 'of-another-one' }),
    );
    expect(outcome).toEqual([
      'the ID token of corp is for another client or another sign-in: run portunus login again',
    ]);
  });

  it('says what the provider says in the browser', async () => {
    const query = { error: 'access_denied', error_description: 'not assigned \u001b[31m' };
    const { outcome } = await signIn(
      async (address, port) => void (await visit(port, { query: { ...query, state: stateOf(address) } })),
      {},
    );
    expect(outcome).toEqual([
      'the sign-in was denied at corp: by you, or because you may not use this client there (access_denied: not assigned ?[31m)',
    ]);
  });

  it('says that a code is worthless, and keeps it to itself', async () => {
    const { outcome } = await signIn(
      async (address, port) => void (await visit(port, { query: { code: 'the-code', state: stateOf(address) } })),
      refused('invalid_grant'),
    );
    expect(outcome).toEqual(['corp no longer accepts this sign-in: run portunus login again (invalid_grant)']);
  });

  it('can use a port that the provider knows, and says where it is taken', async () => {
    const port = await freePort();
    const other = createServer();
    other.listen(port, '127.0.0.1');
    await once(other, 'listening');
    await expect(signIn(async () => {}, {}, { port, timeoutSeconds: 300 })).resolves.toMatchObject({
      outcome: [`port ${port} of this machine can't be used (EADDRINUSE): give another --port`],
    });
    other.close();
    await once(other, 'close');
    let redirect = '';
    await signIn(
      async (address, own) => {
        redirect = address.searchParams.get('redirect_uri') ?? '';
        await visit(own, { query: { error: 'access_denied', state: stateOf(address) } });
      },
      {},
      { port, timeoutSeconds: 300 },
    );
    expect(redirect).toBe(`http://127.0.0.1:${port}/callback`);
  });

  it('listens no longer than it waits', async () => {
    let own = 0;
    const { outcome } = await signIn(
      async (_address, port) => {
        own = port;
      },
      {},
      { port: 0, timeoutSeconds: 0.05 },
    );
    expect(outcome).toEqual(['nobody signed in within 0.05 seconds: run portunus login again']);
    await expect(visit(own, {})).rejects.toThrow('ECONNREFUSED');
  });
});
