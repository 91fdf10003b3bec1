import { describe, expect, it } from 'vitest';
import { createKeyStore, keysUnavailable } from '../../../shared/auth/key-store.ts';
import { toVerificationKeys, type VerificationKeys } from '../../../shared/auth/verification-keys.ts';
import { PortunusError } from '../../../shared/domain/errors.ts';
import type { Issuer } from '../../../shared/domain/issuer.ts';
import { aCall, anIssuer, NOW } from '../../support/builders.ts';
import { anInlineIssuer, ecKey, publicJwk, type TestKey, thrownBy } from '../../support/tokens.ts';

const old = ecKey('old');
const next = ecKey('next');

const setOf = (...keys: readonly TestKey[]): VerificationKeys =>
  toVerificationKeys({ keys: keys.map((key) => publicJwk(key)) }) ?? new Map();

const unavailable = () => keysUnavailable('fetch_failed');

/** A store over an issuer's key address that answers what it is told, and a clock that is told too. */
const aStore = (...answers: readonly (VerificationKeys | PortunusError)[]) => {
  const fetched: string[] = [];
  let seconds = 0;
  const findKey = createKeyStore((jwksUri) => {
    const answer = answers[Math.min(fetched.length, answers.length - 1)] ?? setOf();
    fetched.push(jwksUri);
    return answer instanceof PortunusError ? Promise.reject(answer) : Promise.resolve(answer);
  });
  return {
    fetched,
    fetches: () => fetched.length,
    /** Asks for a key so many seconds after the beginning. */
    findAt: (at: number, keyId: string, issuer: Issuer = anIssuer()) => {
      seconds = at;
      return findKey(issuer, keyId, aCall({ now: () => new Date(NOW.getTime() + seconds * 1000) }));
    },
  };
};

describe('keys that are given inline', () => {
  const issuer = anInlineIssuer([publicJwk(old)]);

  it('are found, and nobody is asked', async () => {
    const store = aStore(setOf(next));
    expect((await store.findAt(0, 'old', issuer))?.keyObject.equals(old.publicKey)).toBe(true);
    expect(store.fetches()).toBe(0);
  });

  it('are all there are: an unknown kid asks nobody', async () => {
    const store = aStore(setOf(next));
    expect(await store.findAt(0, 'next', issuer)).toBeUndefined();
    expect(store.fetches()).toBe(0);
  });

  it("don't mix with another issuer's", async () => {
    const store = aStore(setOf());
    await store.findAt(0, 'old', issuer);
    expect(await store.findAt(0, 'old', anInlineIssuer([publicJwk(next)]))).toBeUndefined();
  });

  it.each(['__proto__', 'constructor', 'has', 'size'])('hold nothing under %s', async (keyId) => {
    expect(await aStore(setOf()).findAt(0, keyId, issuer)).toBeUndefined();
  });

  it('that are all unusable are an error, not an unknown kid', async () => {
    const unusable = anInlineIssuer([publicJwk(old, { use: 'enc' })]);
    const error = await thrownBy(aStore(setOf()).findAt(0, 'old', unusable));
    expect([error.code, error.reason]).toEqual(['keys_unavailable', 'inline_keys_unusable']);
  });
});

it('an issuer without a key source has no keys to tell of', async () => {
  const { jwksUri: _left, ...issuer } = anIssuer();
  const error = await thrownBy(aStore(setOf()).findAt(0, 'old', issuer));
  expect([error.code, error.reason]).toEqual(['keys_unavailable', 'no_key_source']);
});

describe('a fetched set', () => {
  it("comes from the issuer's key address", async () => {
    const store = aStore(setOf(old));
    expect((await store.findAt(0, 'old'))?.keyObject.equals(old.publicKey)).toBe(true);
    expect(store.fetched).toEqual(['https://ci.example/jwks']);
  });

  it('is held for ten minutes', async () => {
    const store = aStore(setOf(old));
    await store.findAt(0, 'old');
    await store.findAt(600, 'old');
    expect(store.fetches()).toBe(1);
  });

  it('is not held longer', async () => {
    const store = aStore(setOf(old));
    await store.findAt(0, 'old');
    await store.findAt(600.001, 'old');
    expect(store.fetches()).toBe(2);
  });

  it('is held by its address', async () => {
    const store = aStore(setOf(old), setOf(next));
    await store.findAt(0, 'old');
    expect(await store.findAt(0, 'old', anIssuer({ jwksUri: 'https://b.example/jwks' }))).toBeUndefined();
    expect(store.fetched).toEqual(['https://ci.example/jwks', 'https://b.example/jwks']);
  });

  it('T28 is replaced as a whole: a key that was taken out is gone', async () => {
    const store = aStore(setOf(old, next), setOf(next));
    await store.findAt(0, 'old');
    expect(await store.findAt(601, 'old')).toBeUndefined();
  });

  it('T28 is replaced as a whole: a key under the same kid is the new one', async () => {
    const replaced = { ...next, kid: 'old' };
    const store = aStore(setOf(old), setOf(replaced));
    await store.findAt(0, 'old');
    expect((await store.findAt(601, 'old'))?.keyObject.equals(next.publicKey)).toBe(true);
  });

  it('T28 from a time that is yet to come is fetched anew: the clock was set back', async () => {
    const store = aStore(setOf(old), setOf(next));
    await store.findAt(7200, 'old');
    expect(await store.findAt(0, 'old')).toBeUndefined();
  });
});

describe('an unknown kid', () => {
  it('fetches again after half a minute', async () => {
    const store = aStore(setOf(old), setOf(old, next));
    await store.findAt(0, 'old');
    expect((await store.findAt(30.001, 'next'))?.keyObject.equals(next.publicKey)).toBe(true);
  });

  it('does not fetch again within half a minute', async () => {
    const store = aStore(setOf(old), setOf(old, next));
    await store.findAt(0, 'old');
    expect(await store.findAt(30, 'next')).toBeUndefined();
    expect(store.fetches()).toBe(1);
  });

  it('T26 sent all the time costs two fetches a minute, and hides a new key for half a minute at most', async () => {
    const store = aStore(setOf(old), setOf(old), setOf(old, next));
    for (let second = 0; second <= 61; second += 1) await store.findAt(second, `random-${second}`);
    expect(store.fetches()).toBe(2);
    expect((await store.findAt(62, 'next'))?.keyObject.equals(next.publicKey)).toBe(true);
  });

  it('T26 does not keep known keys from being found', async () => {
    const store = aStore(setOf(old));
    for (let second = 0; second <= 61; second += 1) await store.findAt(second, `random-${second}`);
    expect((await store.findAt(61, 'old'))?.keyObject.equals(old.publicKey)).toBe(true);
  });

  it('T27 sent all the time costs two fetches a minute while they fail, too', async () => {
    const store = aStore(setOf(old), unavailable());
    await store.findAt(0, 'old');
    for (let second = 31; second <= 60; second += 1) await store.findAt(second, 'random').catch(() => undefined);
    expect(store.fetches()).toBe(2);
  });
});

describe('requests at the same time', () => {
  it('share one fetch', async () => {
    const store = aStore(setOf(old));
    const found = await Promise.all(['old', 'old', 'random'].map((keyId) => store.findAt(0, keyId)));
    expect(found.map((key) => key?.jwk.kid)).toEqual(['old', 'old', undefined]);
    expect(store.fetches()).toBe(1);
  });

  it('share the fetch that an unknown kid began', async () => {
    const store = aStore(setOf(old), setOf(old, next));
    await store.findAt(0, 'old');
    const found = await Promise.all([store.findAt(31, 'next'), store.findAt(31, 'next')]);
    expect(found.map((key) => key?.jwk.kid)).toEqual(['next', 'next']);
    expect(store.fetches()).toBe(2);
  });

  it('share its failure, and the next one fetches', async () => {
    const store = aStore(unavailable(), setOf(old));
    const outcomes = await Promise.allSettled([store.findAt(0, 'old'), store.findAt(0, 'old')]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect((await store.findAt(0, 'old'))?.jwk.kid).toBe('old');
    expect(store.fetches()).toBe(2);
  });

  it('to two addresses share nothing', async () => {
    const store = aStore(setOf(old));
    await Promise.all([
      store.findAt(0, 'old'),
      store.findAt(0, 'old', anIssuer({ jwksUri: 'https://b.example/jwks' })),
    ]);
    expect(store.fetches()).toBe(2);
  });
});

describe('a failed fetch', () => {
  it('is keys_unavailable, and not held', async () => {
    const store = aStore(unavailable(), setOf(old));
    const error = await thrownBy(store.findAt(0, 'old'));
    expect([error.code, error.stage, error.reason]).toEqual(['keys_unavailable', 'authentication', 'fetch_failed']);
    expect((await store.findAt(0, 'old'))?.jwk.kid).toBe('old');
  });

  it('does not make an unknown kid a refusal: we can not tell', async () => {
    const store = aStore(setOf(old), unavailable());
    await store.findAt(0, 'old');
    expect((await thrownBy(store.findAt(31, 'next'))).code).toBe('keys_unavailable');
  });

  it('does not make the next unknown kid a refusal either, though it fetches nothing', async () => {
    const store = aStore(setOf(old), unavailable());
    await store.findAt(0, 'old');
    await store.findAt(31, 'next').catch(() => undefined);
    expect((await thrownBy(store.findAt(32, 'next'))).code).toBe('keys_unavailable');
    expect(store.fetches()).toBe(2);
  });

  it('replaces nothing: known keys go on being found for their ten minutes', async () => {
    const store = aStore(setOf(old), unavailable());
    await store.findAt(0, 'old');
    await store.findAt(31, 'next').catch(() => undefined);
    expect((await store.findAt(600, 'old'))?.jwk.kid).toBe('old');
  });

  it('T28 lets no key live longer: after ten minutes a known kid is unavailable too', async () => {
    const store = aStore(setOf(old), unavailable());
    await store.findAt(0, 'old');
    expect((await thrownBy(store.findAt(601, 'old'))).code).toBe('keys_unavailable');
  });

  it('is over as soon as a fetch succeeds', async () => {
    const store = aStore(setOf(old), unavailable(), setOf(old));
    await store.findAt(0, 'old');
    await store.findAt(601, 'old').catch(() => undefined);
    expect((await store.findAt(602, 'old'))?.jwk.kid).toBe('old');
  });
});
