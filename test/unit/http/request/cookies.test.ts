import { describe, expect, it } from 'vitest';
import { Secret } from '../../../../shared/domain/secret.ts';
import type { HttpEvent } from '../../../../shared/http/event.ts';
import { readCookie } from '../../../../shared/http/request/cookies.ts';
import { pendingText, readPending } from '../../../../shared/http/request/pending-sign-in.ts';
import { readSessionId } from '../../../../shared/http/request/session-id.ts';
import { createConsoleCookies } from '../../../../shared/http/response/console-cookies.ts';

const ID = 'q'.repeat(43);

function anEvent(cookies: readonly string[] | undefined, header?: string): HttpEvent {
  return { cookies, headers: { cookie: header } } as unknown as HttpEvent;
}

describe('a cookie', () => {
  it.each([[['a=1', 'portunus=x']], [['a=1; portunus=x']], [['portunus=x', 'portunus=x']]])(
    'is read from %j',
    (cookies) => {
      expect(readCookie(anEvent(cookies), 'portunus')).toBe('x');
    },
  );

  it('is read from the header where the gateway has not taken it apart', () => {
    expect(readCookie(anEvent(undefined, 'a=1; portunus=x=y'), 'portunus')).toBe('x=y');
  });

  it.each([
    [[]],
    [['Portunus=x']],
    [['xportunus=x', 'portunus-sign-in=x']],
    // Somebody put a second one beside the first.
    [['portunus=x', 'portunus=y']],
    [['portunus=x; portunus=y']],
  ])('is none in %j', (cookies) => {
    expect(readCookie(anEvent(cookies), 'portunus')).toBeUndefined();
  });

  it.each([['q'.repeat(42)], ['q'.repeat(44)], [`${'q'.repeat(42)}.`], ['']])('with %j is no session', (id) => {
    expect(readSessionId(anEvent([`portunus=${id}`]), 'portunus')).toBeUndefined();
  });

  it('of a session is its whole ID', () => {
    expect(readSessionId(anEvent([`portunus=${ID}`]), 'portunus')?.reveal()).toBe(ID);
  });
});

describe('the cookies of the console', () => {
  it('are bound to the host and to TLS, and out of reach of scripts', () => {
    const cookies = createConsoleCookies(false);
    expect(cookies.session(new Secret(ID))).toBe(`__Host-portunus=${ID}; Path=/; HttpOnly; SameSite=Strict; Secure`);
    expect(cookies.signIn('x', 600)).toBe(
      '__Host-portunus-sign-in=x; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=600',
    );
    expect(cookies.noSignIn).toBe('__Host-portunus-sign-in=; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=0');
    expect(cookies.noSession).toBe('__Host-portunus=; Path=/; HttpOnly; SameSite=Strict; Secure; Max-Age=0');
  });

  it('have no prefix on this machine, which has no TLS', () => {
    expect(createConsoleCookies(true).session(new Secret(ID))).toBe(
      `portunus=${ID}; Path=/; HttpOnly; SameSite=Strict`,
    );
  });
});

describe('a sign-in under way', () => {
  const pending = {
    issuer: 'corp',
    checks: { state: 's'.repeat(43), nonce: 'n'.repeat(43), verifier: 'v'.repeat(43) },
    returnTo: '/console/audit',
    fresh: true,
    begunAt: new Date('2026-11-21T12:00:00.000Z'),
    replaces: 'a'.repeat(64),
  };

  it('is the same after it was in a cookie', () => {
    expect(readPending(pendingText(pending))).toEqual(pending);
  });

  it.each([
    undefined,
    '',
    'e30',
    '!',
    pendingText({ ...pending, returnTo: '//evil.example' }),
    pendingText({ ...pending, issuer: '../x' }),
    pendingText({ ...pending, replaces: 'session#x' }),
    pendingText({ ...pending, checks: { ...pending.checks, state: 'short' } }),
    pendingText({ ...pending, checks: { ...pending.checks, more: 'x' } } as typeof pending),
    pendingText({ ...pending, more: 'x' } as typeof pending),
  ])('is none in %j', (text) => {
    expect(readPending(text)).toBeUndefined();
  });
});
