import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { currentSignIn } from '../../../../cli/sign-in/current-token.ts';
import { createSignInStore } from '../../../../cli/sign-in/store.ts';
import { Secret } from '../../../../shared/domain/secret.ts';
import { CORP, idToken, refused, scriptProvider, tokens } from '../../../support/scripted-provider.ts';

const SERVICE = 'https://portunus.example.com';
const START = 1_800_000_000;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'portunus-current-'));
});
afterEach(() => {
  vi.unstubAllGlobals();
  rmSync(folder, { recursive: true, force: true });
});

function open() {
  return createSignInStore(folder, async () => undefined);
}

/** Keeps a sign-in whose token was issued at START. */
async function keep(exp = START + 3_600, refreshToken: string | undefined = 'first') {
  const token = idToken({ iat: START, exp });
  const refresh = refreshToken === undefined ? {} : { refreshToken: new Secret(refreshToken) };
  await open().put({ service: SERVICE, issuer: CORP, tokens: { idToken: new Secret(token), ...refresh } });
  return token;
}

/** Asks for the token so many seconds later. */
function ask(seconds: number, refusedToken?: string) {
  return currentSignIn(SERVICE, {
    store: open(),
    now: () => new Date((START + seconds) * 1000),
    ...(refusedToken !== undefined && { refused: new Secret(refusedToken) }),
  }).then(
    (signIn) => signIn?.tokens.idToken.reveal(),
    (error) => error.lines,
  );
}

const DOWN = new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED 192.0.2.1:443') });
const REACHED = "corp at https://id.corp.example can't be reached: connect ECONNREFUSED 192.0.2.1:443. Try again later";

describe('the token of a sign-in', () => {
  it.each([
    ['its age', START + 3_600, 539, 540],
    ['its end', START + 300, 239, 240],
  ])('is shown until a minute before %s', async (_what, exp, before, after) => {
    const first = await keep(exp);
    const requests = scriptProvider({ '/token': tokens({ iat: START + after, exp: START + 9_000 }) });
    expect(await ask(before)).toBe(first);
    expect(requests).toEqual([]);
    const second = await ask(after);
    expect(second).not.toBe(first);
    expect(new URLSearchParams(requests.at(-1)?.body).get('refresh_token')).toBe('first');
    expect(await ask(after + 1)).toBe(second);
  });

  it('is renewed with the refresh token that came with the last one', async () => {
    await keep();
    const next = (name: string) => tokens({ iat: Math.floor(Date.now() / 1000) }, name);
    const requests = scriptProvider({ '/token': [next('second'), next('third')] });
    await ask(600);
    await ask(900_000_000);
    const shown = requests.filter(({ path }) => path === '/token').map(({ body }) => new URLSearchParams(body));
    expect(shown.map((body) => body.get('refresh_token'))).toEqual(['first', 'second']);
  });

  it('is renewed once for two commands at one time: a refresh token is good once', async () => {
    await keep();
    const renewed = tokens({ iat: START + 600, exp: START + 9_000 });
    scriptProvider({ '/token': [renewed, refused('invalid_grant')] });
    const [one, other] = await Promise.all([ask(600), ask(600)]);
    expect(one).toEqual(expect.any(String));
    expect(other).toBe(one);
  });

  it('keeps a refresh token that the provider does not replace', async () => {
    await keep();
    const { refresh_token: _none, ...same } = tokens() as { refresh_token: string };
    scriptProvider({ '/token': same });
    await ask(600);
    expect((await open().find(SERVICE))?.tokens.refreshToken?.reveal()).toBe('first');
  });

  it('is shown while the provider is down, until its end', async () => {
    const first = await keep();
    scriptProvider({ '/.well-known/openid-configuration': DOWN });
    expect(await ask(599)).toBe(first);
    expect(await ask(600)).toEqual([REACHED]);
  });

  it('is not shown again to a service that refused it', async () => {
    const first = await keep();
    scriptProvider({ '/.well-known/openid-configuration': DOWN });
    expect(await ask(1, first)).toEqual([REACHED]);
  });

  it('is told to need a new sign-in', async () => {
    await keep();
    scriptProvider({ '/token': refused('invalid_grant') });
    expect(await ask(600)).toEqual(['your sign-in at corp has ended: run portunus login again']);
    await keep(START + 3_600, undefined);
    expect(await ask(600)).toEqual(['your sign-in at corp has ended: run portunus login again']);
  });

  it('is told where the provider gives no ID token for a refresh token, which is kept all the same', async () => {
    await keep();
    const { id_token: _none, ...without } = tokens() as { id_token: string };
    scriptProvider({ '/token': without });
    expect(await ask(600)).toEqual([
      'corp gives no new ID token when a sign-in is renewed: run portunus login again, or have an administrator raise maxTokenAgeSeconds of the issuer, which is 600',
    ]);
    expect((await open().find(SERVICE))?.tokens.refreshToken?.reveal()).toBe('next');
  });

  it.each(['interaction_required', 'login_required', 'consent_required'])(
    'is told to need the person where the provider says %s',
    async (error) => {
      await keep();
      scriptProvider({ '/token': refused(error) });
      const words = 'corp wants to ask you something first: run portunus login again';
      expect(await ask(3_600)).toEqual([`${words} (${error})`]);
    },
  );

  it('is not replaced by that of somebody else', async () => {
    const first = await keep();
    scriptProvider({ '/token': tokens({ sub: 'eve' }) });
    expect(await ask(3_600)).toEqual(["corp renewed your sign-in as somebody else's: run portunus login again"]);
    expect((await open().find(SERVICE))?.tokens.idToken.reveal()).toBe(first);
  });

  it('is nobody’s where nobody has signed in', async () => {
    expect(await ask(0)).toBeUndefined();
  });
});
