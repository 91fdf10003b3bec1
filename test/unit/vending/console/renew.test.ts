import { describe, expect, it } from 'vitest';
import { PortunusError } from '../../../../shared/domain/errors.ts';
import type { ConsolePorts } from '../../../../shared/vending/console/ports.ts';
import { openSession } from '../../../../shared/vending/console/session.ts';
import { signOut } from '../../../../shared/vending/console/sign-out.ts';
import { aConsole, aSession, CORP, callAt, given, ID, refusalOf, timeAt } from '../../../support/console-ports.ts';

const WITHOUT_REFRESH = { hasRefreshToken: false, sealed: { key: Buffer.from(''), text: Buffer.from('id 0') } };

async function tokenAt(ports: ConsolePorts, seconds: number, requestId?: string): Promise<string> {
  return (await openSession(ports, ID, callAt(seconds, requestId))).tokens.idToken.reveal();
}

function withRefresh(refresh: ConsolePorts['providers']['refresh']): Partial<ConsolePorts> {
  return { providers: { ...aConsole().ports.providers, refresh } };
}

const away = async () => {
  throw new PortunusError('sign_in_unavailable', 'authentication', { reason: 'provider_unreachable' });
};

describe('an ID token', () => {
  it('is used until a minute before its end, and renewed then', async () => {
    const { ports, done } = aConsole(aSession());
    expect(await tokenAt(ports, 539)).toBe('id 0');
    expect(await tokenAt(ports, 540)).toBe('id 540');
    expect(await tokenAt(ports, 541)).toBe('id 540');
    expect(done.filter((one) => one.startsWith('spent'))).toEqual(['spent refresh 0']);
  });

  it('is renewed by what the issuer allows, if that is less than its life', async () => {
    const { ports } = aConsole(aSession(), { readIssuers: async () => [{ ...CORP, maxTokenAgeSeconds: 300 }] });
    expect(await tokenAt(ports, 239)).toBe('id 0');
    expect(await tokenAt(ports, 240)).toBe('id 240');
  });

  it('ends the session with it, if there is no refresh token', async () => {
    const { ports, sessions } = aConsole(aSession(WITHOUT_REFRESH));
    expect(await tokenAt(ports, 599)).toBe('id 0');
    expect(await refusalOf(openSession(ports, ID, callAt(600)))).toBe('sign_in_required: token_over');
    expect(sessions.size).toBe(0);
  });

  it('ends the session, if the refresh token that is told of is not there', async () => {
    const { ports, done } = aConsole(aSession({ sealed: WITHOUT_REFRESH.sealed }));
    expect(await refusalOf(openSession(ports, ID, callAt(550)))).toBe('sign_in_required: token_over');
    expect(done).toEqual(['removed']);
  });

  it('keeps its refresh token, if the provider gives no new one', async () => {
    const { ports, done } = aConsole(
      aSession(),
      withRefresh(async (_issuer, refreshToken, call) => {
        done.push(`spent ${refreshToken.reveal()}`);
        const { idToken } = given((call.now().getTime() - timeAt(0).getTime()) / 1_000).tokens;
        return given(0, {
          tokens: { idToken },
          issuedAt: call.now(),
          expiresAt: new Date(call.now().getTime() + 600_000),
        });
      }),
    );
    await tokenAt(ports, 550);
    await tokenAt(ports, 1_100);
    expect(done.filter((one) => one.startsWith('spent'))).toEqual(['spent refresh 0', 'spent refresh 0']);
  });
});

describe('two requests at once', () => {
  it('spend a refresh token once: the other one goes on with the old token', async () => {
    const { ports, done } = aConsole(aSession());
    const tokens = await Promise.all([
      tokenAt(ports, 550, 'one'),
      tokenAt(ports, 550, 'two'),
      tokenAt(ports, 550, 'three'),
    ]);
    expect(tokens.toSorted()).toEqual(['id 0', 'id 0', 'id 550']);
    expect(done.filter((one) => one.startsWith('spent'))).toEqual(['spent refresh 0']);
  });

  it('wait for the one that renews, if the old token is over', async () => {
    const { ports, done } = aConsole(aSession());
    const tokens = await Promise.all([tokenAt(ports, 650, 'one'), tokenAt(ports, 650, 'two')]);
    expect(tokens).toEqual(['id 650', 'id 650']);
    expect(done.filter((one) => one.startsWith('spent'))).toEqual(['spent refresh 0']);
  });

  it('wait for none that found the session to be over', async () => {
    const { ports, sessions } = aConsole(aSession());
    const session = aSession();
    await ports.sessions.lease(session, timeAt(665), callAt(650, 'one'));
    const pause = async () => void sessions.clear();
    expect(await refusalOf(openSession({ ...ports, pause }, ID, callAt(651)))).toBe(
      'sign_in_required: session_unknown',
    );
  });

  it('do not wait for ever for one that died, and the next one renews after its lease', async () => {
    const { ports, sessions } = aConsole(aSession());
    const session = [...sessions.values()][0] ?? aSession();
    expect(await ports.sessions.lease(session, timeAt(665), callAt(650, 'dead'))).toBe(true);
    expect(await refusalOf(openSession(ports, ID, callAt(651)))).toBe('sign_in_unavailable: refreshing');
    expect(await tokenAt(ports, 666)).toBe('id 666');
  });
});

describe('a person who signs out while a request renews the tokens', () => {
  const BACK = 'https://portunus.example.com/console';

  it('leaves no refresh token behind, and the request gets nothing', async () => {
    const { ports, done, sessions } = aConsole(aSession());
    const { refresh } = ports.providers;
    const leaves: typeof refresh = async (issuer, refreshToken, call) => {
      const renewed = await refresh(issuer, refreshToken, call);
      await signOut(ports, ID, BACK, callAt(551, 'leaves'));
      return renewed;
    };
    const opened = openSession({ ...ports, providers: { ...ports.providers, refresh: leaves } }, ID, callAt(550));
    expect(await refusalOf(opened)).toBe('sign_in_required: session_unknown');
    expect(done.filter((one) => one.startsWith('revoked'))).toEqual(['revoked refresh 0', 'revoked refresh 550']);
    expect(sessions.size).toBe(0);
  });

  it('has the new tokens taken back, if they came between the look at the session and its end', async () => {
    const { ports, done } = aConsole(aSession());
    const recordAct: ConsolePorts['recordAct'] = async () => void (await openSession(ports, ID, callAt(550)));
    await signOut({ ...ports, recordAct }, ID, BACK, callAt(551));
    expect(done.filter((one) => one.startsWith('revoked'))).toEqual(['revoked refresh 550']);
  });
});

describe('a provider', () => {
  it('that is away ends no session, and the old token is used while it lasts', async () => {
    const { ports, sessions } = aConsole(aSession(), withRefresh(away));
    expect(await tokenAt(ports, 599)).toBe('id 0');
    expect(await refusalOf(openSession(ports, ID, callAt(600)))).toBe('sign_in_unavailable: provider_unreachable');
    expect(sessions.size).toBe(1);
    // The lease was given back, so that nobody has to wait for its end.
    expect(await tokenAt({ ...aConsole().ports, sessions: ports.sessions }, 601)).toBe('id 601');
  });

  it.each<[string, Parameters<typeof withRefresh>[0], string]>([
    [
      'refuses',
      async () => {
        throw new PortunusError('sign_in_required', 'authentication', { reason: 'provider_refused' });
      },
      'sign_in_required: provider_refused',
    ],
    ['gives no ID token', async () => undefined, 'sign_in_required: token_over'],
    [
      'gives the token of somebody else',
      async () => given(550, { subject: 'otto' }),
      'sign_in_required: refresh_refused',
    ],
  ])('that %s ends the session', async (_what, refresh, refusal) => {
    const { ports, sessions } = aConsole(aSession(), withRefresh(refresh));
    expect(await refusalOf(openSession(ports, ID, callAt(550)))).toContain(refusal);
    expect(sessions.size).toBe(0);
  });
});
