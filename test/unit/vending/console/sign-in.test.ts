import { describe, expect, it } from 'vitest';
import { PortunusError } from '../../../../shared/domain/errors.ts';
import type { ConsolePorts } from '../../../../shared/vending/console/ports.ts';
import { beginSignIn, finishSignIn, type PendingSignIn } from '../../../../shared/vending/console/sign-in.ts';
import { signOut } from '../../../../shared/vending/console/sign-out.ts';
import { aConsole, aSession, CORP, callAt, given, ID, KEY, refusalOf, timeAt } from '../../../support/console-ports.ts';

const WANTED = { returnTo: '/console/audit', fresh: false };
const CALLBACK = 'https://portunus.example.com/console/sign-in/callback';
const ANSWER = new URL(`${CALLBACK}/corp?code=c&state=s`);
const PENDING: PendingSignIn = {
  issuer: 'corp',
  checks: { state: 's'.repeat(43), nonce: 'n'.repeat(43), verifier: 'v'.repeat(43) },
  ...WANTED,
  begunAt: timeAt(0),
};

function redeeming(redeem: ConsolePorts['providers']['redeem']): Partial<ConsolePorts> {
  return { providers: { ...aConsole().ports.providers, redeem } };
}

describe('a sign-in', () => {
  it('begins at the one provider that there is', async () => {
    const begun = await beginSignIn(aConsole().ports, WANTED, callAt(0));
    expect(begun?.address).toBe('https://id.corp.example/authorize');
    expect(begun?.pending).toEqual(PENDING);
  });

  it('begins nowhere until somebody chooses between two', async () => {
    const issuers = [CORP, { ...CORP, id: 'other', url: 'https://other.example' }];
    const { ports } = aConsole(undefined, { listIssuers: async () => issuers });
    expect(await beginSignIn(ports, WANTED, callAt(0))).toBeUndefined();
    expect((await beginSignIn(ports, { ...WANTED, issuer: 'other' }, callAt(0)))?.pending.issuer).toBe('other');
    const gone = beginSignIn(ports, { ...WANTED, issuer: 'gone' }, callAt(0));
    expect(await refusalOf(gone)).toBe('sign_in_required: issuer_not_for_the_console');
  });

  it('is recorded, and then becomes a session that replaces the one before', async () => {
    const old = 'a'.repeat(64);
    const { ports, done, sessions } = aConsole(aSession({ key: old }));
    const { id, returnTo } = await finishSignIn(ports, { ...PENDING, replaces: old }, ANSWER, callAt(5));
    expect(returnTo).toBe('/console/audit');
    expect(done).toEqual(['GET caller as id 0', 'console-sign-in done', 'created', 'removed']);
    expect([...sessions.values()]).toEqual([
      { ...aSession({ key: KEY, begunAt: timeAt(5), usedAt: timeAt(5), endsAt: timeAt(8 * 3_600 + 5) }) },
    ]);
    // Nobody can have known it before.
    expect((await finishSignIn(ports, PENDING, ANSWER, callAt(5))).id.reveal()).not.toBe(id.reveal());
  });

  it('has ten minutes', async () => {
    expect(await refusalOf(finishSignIn(aConsole().ports, PENDING, ANSWER, callAt(600)))).toBe('none');
    const late = finishSignIn(aConsole().ports, PENDING, ANSWER, callAt(601));
    expect(await refusalOf(late)).toBe('sign_in_required: sign_in_not_begun_here');
    const early = finishSignIn(aConsole().ports, { ...PENDING, begunAt: timeAt(61) }, ANSWER, callAt(60));
    expect(await refusalOf(early)).toBe('sign_in_required: sign_in_not_begun_here');
  });

  it('that another browser began is none', async () => {
    const { ports, done } = aConsole();
    expect(await refusalOf(finishSignIn(ports, undefined, ANSWER, callAt(1)))).toBe(
      'sign_in_required: sign_in_not_begun_here',
    );
    expect(done).toEqual([]);
  });

  it.each([
    `${CALLBACK}/partner`,
    CALLBACK,
    `${CALLBACK}/corp/x`,
    'https://evil.example/console/sign-in/callback/corp',
  ])('takes no code that was sent to %s, and shows it to no provider: another one could use it', async (address) => {
    const { ports, sessions, done } = aConsole();
    const redeem = async () => Promise.reject(new Error('it got the code of another provider'));
    const finished = finishSignIn(
      { ...ports, providers: { ...ports.providers, redeem } },
      PENDING,
      new URL(`${address}?code=c&state=${PENDING.checks.state}`),
      callAt(1),
    );
    expect(await refusalOf(finished)).toBe('sign_in_required: sign_in_not_begun_here: it began at another issuer');
    expect([done, sessions.size]).toEqual([[], 0]);
  });

  it('sends people back to an address of their issuer', async () => {
    const { ports } = aConsole();
    const begin: ConsolePorts['providers']['begin'] = async (_issuer, { redirectUri }) => ({
      address: redirectUri,
      checks: PENDING.checks,
    });
    const begun = await beginSignIn({ ...ports, providers: { ...ports.providers, begin } }, WANTED, callAt(0));
    expect(begun?.address).toBe(`${CALLBACK}/corp`);
  });

  it('that the API does not accept makes no session', async () => {
    const askApi = async () => ({ status: 401, headers: {}, body: '' });
    const { ports, sessions } = aConsole(undefined, { askApi });
    expect(await refusalOf(finishSignIn(ports, PENDING, ANSWER, callAt(1)))).toContain('token_refused');
    expect(sessions.size).toBe(0);
  });

  it('that the API can not judge now makes no session', async () => {
    const askApi = async () => ({ status: 503, headers: {}, body: '' });
    const { ports, sessions } = aConsole(undefined, { askApi });
    const refusal = await refusalOf(finishSignIn(ports, PENDING, ANSWER, callAt(1)));
    expect(refusal).toBe('sign_in_unavailable: api_unreachable: GET /v1/caller answered 503');
    expect(sessions.size).toBe(0);
  });

  it('is redeemed with what this browser keeps of it, at the issuer where it began', async () => {
    const seen: unknown[] = [];
    const redeem: ConsolePorts['providers']['redeem'] = async ({ id }, { address, checks }) => {
      seen.push([id, address.href, checks]);
      return given();
    };
    await finishSignIn(aConsole(undefined, redeeming(redeem)).ports, PENDING, ANSWER, callAt(1));
    expect(seen).toEqual([['corp', `${CALLBACK}/corp?code=c&state=s`, PENDING.checks]]);
  });

  it('seals its tokens for its own session', async () => {
    const sealedFor: string[] = [];
    const seal: ConsolePorts['seals']['seal'] = async (_tokens, session) => {
      sealedFor.push(session);
      return { key: Buffer.from(''), text: Buffer.from('') };
    };
    const { ports } = aConsole();
    await finishSignIn({ ...ports, seals: { ...ports.seals, seal } }, PENDING, ANSWER, callAt(1));
    expect(sealedFor).toEqual([KEY]);
  });

  it('that can not be recorded makes no session', async () => {
    const recordAct = async () => {
      throw new PortunusError('audit_unavailable', 'audit');
    };
    const { ports, sessions } = aConsole(undefined, { recordAct });
    expect(await refusalOf(finishSignIn(ports, PENDING, ANSWER, callAt(1)))).toBe('audit_unavailable');
    expect(sessions.size).toBe(0);
  });
});

describe('a fresh sign-in', () => {
  const fresh = { ...PENDING, fresh: true };

  it('is one of the last five minutes', async () => {
    expect(await refusalOf(finishSignIn(aConsole().ports, fresh, ANSWER, callAt(300)))).toBe('none');
    const old = finishSignIn(aConsole().ports, fresh, ANSWER, callAt(301));
    expect(await refusalOf(old)).toBe('fresh_sign_in_required: sign_in_too_old');
  });

  it('is none of the future, which would stay fresh: a clock may be a minute ahead', async () => {
    const at = (seconds: number) =>
      aConsole(
        undefined,
        redeeming(async () => given(0, { authenticatedAt: timeAt(seconds) })),
      );
    expect(await refusalOf(finishSignIn(at(60).ports, fresh, ANSWER, callAt(0)))).toBe('none');
    const ahead = finishSignIn(at(61).ports, fresh, ANSWER, callAt(0));
    expect(await refusalOf(ahead)).toBe('fresh_sign_in_required: sign_in_too_old');
  });

  it('is none of a provider that does not say when it was', async () => {
    const { authenticatedAt: _none, ...silent } = given();
    const { ports, sessions } = aConsole(
      undefined,
      redeeming(async () => silent),
    );
    const finished = finishSignIn(ports, fresh, ANSWER, callAt(1));
    expect(await refusalOf(finished)).toBe('fresh_sign_in_required: sign_in_without_auth_time');
    expect(sessions.size).toBe(0);
    // An ordinary one is.
    expect(await refusalOf(finishSignIn(ports, PENDING, ANSWER, callAt(1)))).toBe('none');
  });
});

describe('signing out', () => {
  const BACK = 'https://portunus.example.com/console';

  it('ends the session, takes the refresh token back, and tells where the provider ends its own', async () => {
    const { ports, done, sessions } = aConsole(aSession());
    expect(await signOut(ports, ID, BACK, callAt(1))).toEqual({ page: 'https://id.corp.example/logout' });
    expect(done).toEqual(['console-sign-out done', 'removed', 'revoked refresh 0']);
    expect(sessions.size).toBe(0);
  });

  it('is done already for who has no session', async () => {
    const { ports, done } = aConsole();
    expect(await signOut(ports, ID, BACK, callAt(1))).toEqual({});
    expect(await signOut(ports, undefined, BACK, callAt(1))).toEqual({});
    expect(done).toEqual([]);
  });

  it('works without the provider', async () => {
    const { ports, done, sessions } = aConsole(aSession(), { listIssuers: async () => [] });
    expect(await signOut(ports, ID, BACK, callAt(1))).toEqual({});
    expect(done).toEqual(['console-sign-out done', 'removed', 'fault sign_in_required']);
    expect(sessions.size).toBe(0);
  });
});
