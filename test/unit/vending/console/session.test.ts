import { describe, expect, it } from 'vitest';
import { keyOfSession, openSession } from '../../../../shared/vending/console/session.ts';
import { signOut } from '../../../../shared/vending/console/sign-out.ts';
import { aConsole, aSession, CORP, callAt, ID, refusalOf, timeAt } from '../../../support/console-ports.ts';

const HOUR = 3_600;

describe('a session', () => {
  it('is stored under the SHA-256 of its ID', () => {
    expect(keyOfSession(ID)).toBe('4464a7d4c9787799639ea922fdd28a7f42aac5f82aa0ccadb52ff062b2c06c32');
  });

  it('lasts 30 minutes without a request, and no longer', async () => {
    const session = aSession({ token: { issuedAt: timeAt(1_700), expiresAt: timeAt(5_000) } });
    expect(await refusalOf(openSession(aConsole(session).ports, ID, callAt(1_800)))).toBe('none');
    const late = aConsole(session);
    expect(await refusalOf(openSession(late.ports, ID, callAt(1_801)))).toBe('sign_in_required: session_idle');
    expect(late.sessions.size).toBe(0);
  });

  it('lasts eight hours, however busy it is', async () => {
    const token = { issuedAt: timeAt(8 * HOUR - 10), expiresAt: timeAt(9 * HOUR) };
    const session = aSession({ usedAt: timeAt(8 * HOUR - 10), token });
    expect(await refusalOf(openSession(aConsole(session).ports, ID, callAt(8 * HOUR - 1)))).toBe('none');
    const late = aConsole(session);
    expect(await refusalOf(openSession(late.ports, ID, callAt(8 * HOUR)))).toBe('sign_in_required: session_over');
    expect(late.sessions.size).toBe(0);
  });

  it('notes its use once a minute', async () => {
    const busy = aConsole(aSession());
    await openSession(busy.ports, ID, callAt(60));
    expect(busy.done).toEqual([]);
    await openSession(busy.ports, ID, callAt(61));
    await openSession(busy.ports, ID, callAt(62));
    expect(busy.done).toEqual(['touched']);
    expect([...busy.sessions.values()][0]?.usedAt).toEqual(timeAt(61));
  });

  it('is none without a cookie, or with the ID of none', async () => {
    expect(await refusalOf(openSession(aConsole().ports, undefined, callAt(1)))).toBe('sign_in_required: no_session');
    expect(await refusalOf(openSession(aConsole().ports, ID, callAt(1)))).toBe('sign_in_required: session_unknown');
  });

  it.each([
    ['disabled', [{ ...CORP, enabled: false }]],
    ['of workloads', [{ ...CORP, kind: 'workload' as const }]],
    ['gone', []],
  ])('ends with the next request after its issuer is %s', async (_what, issuers) => {
    const { ports, sessions } = aConsole(aSession(), { readIssuers: async () => issuers });
    expect(await refusalOf(openSession(ports, ID, callAt(1)))).toBe('sign_in_required: issuer_not_for_the_console');
    expect(sessions.size).toBe(0);
  });

  it('ends if its issuer is given another address, and its refresh token does not go there', async () => {
    const moved = async () => [{ ...CORP, url: 'https://other.example' }];
    const renewing = aConsole(aSession(), { readIssuers: moved });
    await refusalOf(openSession(renewing.ports, ID, callAt(599)));
    const leaving = aConsole(aSession(), { listIssuers: moved });
    await signOut(leaving.ports, ID, 'https://portunus.example.com/console', callAt(1));
    const given = [...renewing.done, ...leaving.done].filter((one) => /^(?:spent|revoked)/.test(one));
    expect(given).toEqual([]);
    expect(renewing.sessions.size).toBe(0);
  });
});
