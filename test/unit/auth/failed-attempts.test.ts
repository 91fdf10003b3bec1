// An address that keeps failing to authenticate is told to wait. A valid token is never refused.
import { describe, expect, it } from 'vitest';
import { createBoundFailures } from '../../../shared/auth/failed-attempts.ts';
import type { Call } from '../../../shared/domain/call.ts';
import type { Caller, RequestCredential } from '../../../shared/domain/caller.ts';
import { PortunusError, tokenRejected } from '../../../shared/domain/errors.ts';
import { Secret } from '../../../shared/domain/secret.ts';
import { aCall, aWorkload } from '../../support/builders.ts';
import { thrownBy } from '../../support/tokens.ts';

const GOOD = aWorkload();
const bearer = (token: string): RequestCredential => ({ scheme: 'bearer', token: new Secret(token) });

/** 15 seconds after the minute began. */
const AT = new Date('2026-11-21T12:00:15.000Z');
const from = (sourceIp: string, now = AT): Call => aCall({ sourceIp, now: () => now });

async function identify(credential: RequestCredential): Promise<Caller> {
  if (credential.scheme === 'none') throw new PortunusError('token_missing', 'authentication');
  const text = credential.scheme === 'bearer' ? credential.token.reveal() : '';
  if (text === 'good') return GOOD;
  if (text === 'down') throw new PortunusError('keys_unavailable', 'authentication');
  throw tokenRejected('signature_invalid');
}

async function fail(bound: ReturnType<typeof createBoundFailures>, times: number, call: Call, token = 'bad') {
  for (let tried = 0; tried < times; tried += 1) await thrownBy(bound(bearer(token), call));
}

const codeOf = async (promise: Promise<unknown>) => (await thrownBy(promise)).code;

describe('an address that fails', () => {
  it('a hundred times in a minute gets its own code each time, and then is told to wait', async () => {
    const bound = createBoundFailures(identify);
    await fail(bound, 99, from('192.0.2.7'));
    expect(await codeOf(bound(bearer('bad'), from('192.0.2.7')))).toBe('token_rejected');
    expect(await thrownBy(bound(bearer('bad'), from('192.0.2.7')))).toMatchObject({
      code: 'too_many_requests',
      stage: 'authentication',
      reason: 'too_many_failures: signature_invalid',
      retryAfterSeconds: 45,
    });
  });

  it('without a token counts like one with a bad token', async () => {
    const bound = createBoundFailures(identify);
    await fail(bound, 100, from('192.0.2.7'));
    expect(await codeOf(bound({ scheme: 'none' }, from('192.0.2.7')))).toBe('too_many_requests');
  });

  it('is let in with a valid token all the same', async () => {
    const bound = createBoundFailures(identify);
    await fail(bound, 500, from('192.0.2.7'));
    expect(await bound(bearer('good'), from('192.0.2.7'))).toBe(GOOD);
  });

  it('starts anew in the next minute', async () => {
    const bound = createBoundFailures(identify);
    await fail(bound, 101, from('192.0.2.7'));
    const next = from('192.0.2.7', new Date('2026-11-21T12:01:00.000Z'));
    expect(await codeOf(bound(bearer('bad'), next))).toBe('token_rejected');
  });

  it('is not told to wait because of another one', async () => {
    const bound = createBoundFailures(identify);
    await fail(bound, 101, from('192.0.2.7'));
    expect(await codeOf(bound(bearer('bad'), from('192.0.2.8')))).toBe('token_rejected');
  });
});

describe('an IPv6 network', () => {
  it.each([
    ['another host of it', '2001:db8:1:2:ffff::9', 'too_many_requests'],
    ['the same, written in full', '2001:db8:1:2:0:0:0:9', 'too_many_requests'],
    ['another network', '2001:db8:1:3::1', 'token_rejected'],
  ])('counts as one address: %s', async (_what, sourceIp, code) => {
    const bound = createBoundFailures(identify);
    await fail(bound, 100, from('2001:db8:1:2::1'));
    expect(await codeOf(bound(bearer('bad'), from(sourceIp)))).toBe(code);
  });

  it.each([
    ['zeros in the middle', '2001:db8::5:0:0:0:1', '2001:db8:0:5::2'],
    ['zeros at its beginning', '::1:2:3:4:5', '0:0:0:1::9'],
    ['zeros alone', '::', '::1'],
  ])('is the same however its zeros are written: %s', async (_what, one, other) => {
    const bound = createBoundFailures(identify);
    await fail(bound, 100, from(one));
    expect(await codeOf(bound(bearer('bad'), from(other)))).toBe('too_many_requests');
  });

  it('of other zeros is another one', async () => {
    const bound = createBoundFailures(identify);
    await fail(bound, 100, from('2001:db8:0:5::1'));
    expect(await codeOf(bound(bearer('bad'), from('2001:db8::5:0:0:1')))).toBe('token_rejected');
  });

  it('whose last groups are left out is the same as with zeros', async () => {
    const bound = createBoundFailures(identify);
    await fail(bound, 100, from('2001:db8::1'));
    expect(await codeOf(bound(bearer('bad'), from('2001:db8:0:0:1:1:1:1')))).toBe('too_many_requests');
  });
});

it('a failure of an issuer does not count against the address', async () => {
  const bound = createBoundFailures(identify);
  await fail(bound, 101, from('192.0.2.7'), 'down');
  expect(await codeOf(bound(bearer('bad'), from('192.0.2.7')))).toBe('token_rejected');
});

it('addresses beyond a thousand share one count', async () => {
  const bound = createBoundFailures(identify);
  for (let host = 0; host < 1_000; host += 1) await fail(bound, 1, from(`10.0.${host >> 8}.${host & 255}`));
  for (let host = 0; host < 100; host += 1) await fail(bound, 1, from(`10.1.0.${host}`));
  expect(await codeOf(bound(bearer('bad'), from('10.2.0.1')))).toBe('too_many_requests');
  // The ones that are counted by themselves are not affected.
  expect(await codeOf(bound(bearer('bad'), from('10.0.0.1')))).toBe('token_rejected');
});
