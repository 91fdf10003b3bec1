// Signing in at a real OpenID provider on this machine, without a browser.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CONSOLE_CLIENT_ID, type SignInProvider, startSignInProvider } from '../../../local/sign-in/provider.ts';
import { createSignInProviders } from '../../../shared/auth/sign-in-providers.ts';
import { Secret } from '../../../shared/domain/secret.ts';
import type { ConsoleIssuer } from '../../../shared/vending/console/ports.ts';
import { aCall } from '../../support/builders.ts';
import { CORP, refusalOf } from '../../support/console-ports.ts';
import { browse } from '../../support/person-in-browser.ts';

const REDIRECT_URI = 'http://127.0.0.1:1/console/sign-in/callback/demo-sign-in';
const SECRET_ARN = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:portunus/dev/sign-in/corp-AbCdEf';
let provider: SignInProvider;

beforeAll(async () => {
  provider = await startSignInProvider();
});
afterAll(() => provider.stop());

function issuerAt(url: string, more: Partial<ConsoleIssuer> = {}): ConsoleIssuer {
  return { ...CORP, url, consoleClientId: CONSOLE_CLIENT_ID, ...more };
}

function providers(more: Partial<Parameters<typeof createSignInProviders>[0]> = {}) {
  const readClientSecret = async () => new Secret('the secret of the client');
  return createSignInProviders({ allowPrivateIssuers: false, isLoopback: true, readClientSecret, ...more });
}

const call = () => aCall({ now: () => new Date() });

/** Goes to the provider and through its pages, up to the address that it sends the browser back to. */
async function signInAs(person: string, begun: { readonly address: string }): Promise<URL> {
  return new URL((await browse(begun.address, { person }, REDIRECT_URI)).url);
}

const HOW = { redirectUri: REDIRECT_URI, fresh: false };

describe('signing in at a provider', () => {
  it('gives the tokens of the person, and new ones for the refresh token, which is good once', async () => {
    const all = providers();
    const issuer = issuerAt(provider.url);
    const begun = await all.begin(issuer, HOW, call());
    const { searchParams } = new URL(begun.address);
    expect(Object.fromEntries(searchParams)).toMatchObject({
      code_challenge_method: 'S256',
      scope: 'openid profile email offline_access',
      response_type: 'code',
    });
    expect(searchParams.has('max_age')).toBe(false);
    expect(begun.address).not.toContain(begun.checks.verifier);
    const answer = await signInAs('ada', begun);
    const first = await all.redeem(issuer, { address: answer, checks: begun.checks }, call());
    expect(first.subject).toBe('ada');
    expect(Date.now() - (first.authenticatedAt?.getTime() ?? 0)).toBeLessThan(60_000);
    const refreshToken = first.tokens.refreshToken as Secret;
    const second = await all.refresh(issuer, refreshToken, call());
    expect(second?.subject).toBe('ada');
    const again = all.refresh(issuer, refreshToken, call());
    expect(await refusalOf(again)).toBe('sign_in_required: provider_refused: invalid_grant');
    // A code is good once, too.
    const replayed = all.redeem(issuer, { address: answer, checks: begun.checks }, call());
    expect(await refusalOf(replayed)).toBe('sign_in_required: provider_refused: invalid_grant');
  });

  it.each(['state', 'nonce', 'verifier'] as const)('takes no answer for another %s', async (name) => {
    const all = providers();
    const issuer = issuerAt(provider.url);
    const begun = await all.begin(issuer, HOW, call());
    const answer = await signInAs('ada', begun);
    const checks = { ...begun.checks, [name]: 'x'.repeat(43) };
    expect(await refusalOf(all.redeem(issuer, { address: answer, checks }, call()))).toMatch(
      /^sign_in_required: (?:callback_not_valid|provider_refused: invalid_grant)/,
    );
  });

  it('asks for the person anew, if it has to be fresh', async () => {
    const { address } = await providers().begin(issuerAt(provider.url), { ...HOW, fresh: true }, call());
    expect(Object.fromEntries(new URL(address).searchParams)).toMatchObject({ max_age: '60', prompt: 'login' });
  });

  it('ends there by a page whose address has no token', async () => {
    const page = await providers().endPage(issuerAt(provider.url), 'http://127.0.0.1:1/console', call());
    const { searchParams } = new URL(page ?? '');
    expect([...searchParams.keys()].toSorted()).toEqual(['client_id', 'post_logout_redirect_uri']);
  });

  it('says what to check, if the provider does not know the client', async () => {
    const all = providers();
    const issuer = issuerAt(provider.url, { clientSecretArn: SECRET_ARN });
    const begun = await all.begin(issuer, HOW, call());
    const answer = await signInAs('ada', begun);
    const redeemed = all.redeem(issuer, { address: answer, checks: begun.checks }, call());
    expect(await refusalOf(redeemed)).toContain('misconfigured: the provider answers invalid_client');
  });

  it('says that the person was refused', async () => {
    const all = providers();
    const issuer = issuerAt(provider.url);
    const begun = await all.begin(issuer, HOW, call());
    const answer = await signInAs('', begun);
    const redeemed = all.redeem(issuer, { address: answer, checks: begun.checks }, call());
    expect(await refusalOf(redeemed)).toBe('sign_in_required: provider_refused: access_denied');
  });
});

describe('a provider that is not asked', () => {
  it('is one on this machine, if the console is not: it would be the function itself', async () => {
    const begun = providers({ isLoopback: false }).begin(issuerAt(provider.url), HOW, call());
    expect(await refusalOf(begun)).toMatch(/^sign_in_unavailable: provider_/);
  });

  it.each(['https://127.0.0.1:9', 'https://169.254.169.254', 'https://10.0.0.1', 'https://localhost:9'])(
    'is at a private address: %s',
    async (url) => {
      const begun = providers({ isLoopback: false }).begin(issuerAt(url), HOW, call());
      expect(await refusalOf(begun)).toBe('sign_in_unavailable: provider_unreachable: ADDRESS_NOT_ALLOWED');
    },
  );

  it('is none that is not there', async () => {
    const begun = providers().begin(issuerAt('http://127.0.0.1:9'), HOW, call());
    expect(await refusalOf(begun)).toBe('sign_in_unavailable: provider_unreachable: ECONNREFUSED');
  });
});
