import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { signInByDevice } from '../../../../cli/sign-in/device.ts';
import { discoverProvider } from '../../../../cli/sign-in/provider.ts';
import { CORP, METADATA, refused, scriptProvider, tokens } from '../../../support/scripted-provider.ts';

const DEVICE = {
  device_code: 'device-code',
  user_code: 'WDJB-MJHT',
  verification_uri: 'https://id.corp.example/activate',
  verification_uri_complete: 'https://id.corp.example/activate?user_code=WDJB-MJHT',
  expires_in: 600,
  interval: 1,
};

let printed: string[];
let opened: string[];

beforeEach(() => {
  printed = [];
  opened = [];
  vi.useFakeTimers({ toFake: ['setTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** Signs in, and lets the time pass that it waits. Returns the tokens, or the lines of the failure. */
async function signIn(script: Parameters<typeof scriptProvider>[0]) {
  const requests = scriptProvider({ '/device': DEVICE, ...script });
  const terminal = {
    print: (line: string) => printed.push(line),
    openPage: async (address: string) => void opened.push(address),
  };
  const discovery = discoverProvider(CORP);
  // It loads a library, which takes real time.
  await discovery.catch(() => {});
  const outcome = discovery.then((provider) => signInByDevice(provider, terminal)).catch((error) => error.lines);
  let isOver = false;
  void outcome.then(() => {
    isOver = true;
  });
  let seconds = 0;
  for (; !isOver && seconds < 100; seconds += 1) await vi.advanceTimersByTimeAsync(1_000);
  return { outcome: await outcome, requests, seconds };
}

describe('a sign-in by a code', () => {
  it('waits for the person, and asks for the scopes that the provider knows', async () => {
    const pending = refused('authorization_pending');
    const { outcome, requests } = await signIn({
      '/.well-known/openid-configuration': { ...METADATA, scopes_supported: ['openid'] },
      '/token': [pending, pending, tokens()],
    });
    expect(outcome.refreshToken.reveal()).toBe('next');
    expect(requests.map(({ path }) => path)).toEqual([
      '/.well-known/openid-configuration',
      '/device',
      '/token',
      '/token',
      '/token',
    ]);
    expect(requests[1]?.body).toBe('scope=openid&client_id=portunus-cli');
    expect(printed).toEqual(['Open https://id.corp.example/activate\nand enter the code WDJB-MJHT within 10 minutes.']);
    expect(opened).toEqual(['https://id.corp.example/activate?user_code=WDJB-MJHT']);
  });

  it('asks less often where the provider says so', async () => {
    const { outcome, seconds } = await signIn({ '/token': [refused('slow_down'), tokens()] });
    expect(outcome.idToken).toBeDefined();
    // After the first second, it is one and five more (RFC 8628 section 3.5).
    expect(seconds).toBe(7);
  });

  it.each([
    [
      'access_denied',
      'the sign-in was denied at corp: by you, or because you may not use this client there (access_denied)',
    ],
    ['expired_token', 'nobody entered the code in time: run portunus login again (expired_token)'],
    [
      'invalid_client',
      'corp does not know the client portunus-cli, or it wants a secret: an administrator checks cliClientId (invalid_client)',
    ],
    [
      'unauthorized_client',
      'corp does not let the client portunus-cli sign in this way: try --browser or --device, or tell an administrator (unauthorized_client)',
    ],
    ['server_error', "corp at https://id.corp.example can't be reached: server_error. Try again later"],
    ['something_else', 'corp refuses the sign-in (something_else)'],
  ])('tells what %s means, and what to do', async (error, line) => {
    expect((await signIn({ '/token': refused(error) })).outcome).toEqual([line]);
  });

  it('shows nothing that a terminal would act on', async () => {
    const device = {
      ...DEVICE,
      user_code: 'AB\u001b[2J\u202eCD',
      verification_uri: 'https://id.corp.example/\u001b]0;x',
    };
    await signIn({ '/device': device, '/token': tokens() });
    expect(printed.join('')).toMatch(/^[\x20-\x7e\n]*$/);
    const { outcome } = await signIn({ '/token': refused('odd\u001b[31m', 'red\u0007\u009b1m') });
    expect(outcome).toEqual(['corp refuses the sign-in (odd?[31m: red??1m)']);
  });

  it('says in words that the person declined at Entra ID, which has an error of its own for that', async () => {
    const { outcome } = await signIn({ '/token': refused('authorization_declined') });
    expect(outcome).toEqual([
      'the sign-in was denied at corp: by you, or because you may not use this client there (authorization_declined)',
    ]);
  });

  it.each(['file:///etc/passwd', 'javascript:alert(1)', 'http://id.corp.example/', 'not an address'])(
    'neither shows nor opens %s',
    async (address) => {
      const device = { ...DEVICE, verification_uri: address, verification_uri_complete: address };
      expect((await signIn({ '/device': device })).outcome).toEqual(['corp names no https address to sign in at']);
      expect([printed, opened]).toEqual([[], []]);
    },
  );

  it('opens the plain page if the one with the code is no page', async () => {
    await signIn({ '/device': { ...DEVICE, verification_uri_complete: 'file:///etc/passwd' }, '/token': tokens() });
    expect(opened).toEqual(['https://id.corp.example/activate']);
  });

  it.each([
    ['for another client', { aud: 'other' }, 'is for another client or another sign-in: run portunus login again'],
    [
      'of another issuer',
      { iss: 'https://evil.example' },
      'is for another client or another sign-in: run portunus login again',
    ],
    [
      'from another time',
      { iat: 1, exp: 2 },
      "is from another time: set this machine's clock right, and run portunus login again",
    ],
  ])('takes no ID token %s', async (_which, claims, words) => {
    expect((await signIn({ '/token': tokens(claims) })).outcome).toEqual([`the ID token of corp ${words}`]);
  });

  it('takes a token of a clock that is a little ahead or behind', async () => {
    const now = Math.floor(Date.now() / 1000);
    const { outcome } = await signIn({ '/token': tokens({ iat: now - 630, exp: now - 30, nbf: now + 30 }) });
    expect(outcome.idToken).toBeDefined();
  });

  it('says that there is no ID token', async () => {
    const { outcome } = await signIn({ '/token': { access_token: 'access', token_type: 'bearer' } });
    expect(outcome).toEqual(['corp gave no ID token: are its scopes without openid?']);
  });
});

describe('a provider', () => {
  async function discovered(document: object | Response | Error, issuer = CORP) {
    scriptProvider({ '/.well-known/openid-configuration': document });
    return discoverProvider(issuer).then(
      () => 'found',
      (error) => error.lines[0],
    );
  }

  it('is found by its metadata', async () => {
    expect(await discovered(METADATA)).toBe('found');
  });

  it.each([
    ['tells of another issuer', { ...METADATA, issuer: 'https://evil.example' }, 'is of another issuer'],
    ['tells of itself with a slash more', { ...METADATA, issuer: `${CORP.url}/` }, 'is of another issuer'],
    ['has tokens at plain http', { ...METADATA, token_endpoint: 'http://id.corp.example/token' }, 'no https address'],
    ['signs in with a script', { ...METADATA, authorization_endpoint: 'javascript:alert(1)' }, 'no https address'],
    ['is down', new Response('', { status: 503 }), "can't be reached: HTTP 503. Try again later"],
    ['is nobody', new Response('<html>', { headers: { 'content-type': 'text/html' } }), 'does not answer as an OpenID'],
    ['has moved', new Response('', { status: 404 }), 'does not answer as an OpenID provider: HTTP 404'],
    [
      'is not there',
      new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED 192.0.2.1:443') }),
      "can't be reached: connect ECONNREFUSED 192.0.2.1:443. Try again later",
    ],
  ])('is told where it %s', async (_how, document, words) => {
    expect(await discovered(document)).toContain(words);
  });

  it('is asked for nothing over plain http, but on this machine', async () => {
    expect(await discovered(METADATA, { ...CORP, url: 'http://id.corp.example' })).toContain('no https address');
    const local = 'http://127.0.0.1:8400';
    const document = { issuer: local, token_endpoint: `${local}/token`, authorization_endpoint: `${local}/auth` };
    expect(await discovered(document, { ...CORP, url: local })).toBe('found');
    const leading = { ...document, token_endpoint: 'http://evil.example/token' };
    expect(await discovered(leading, { ...CORP, url: local })).toContain('no https address');
  });
});
