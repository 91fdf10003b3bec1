// A set that is refreshed ahead of time, as others look for keys meanwhile.
import { describe, expect, it } from 'vitest';
import { createKeyStore, keysUnavailable } from '../../../shared/auth/key-store.ts';
import { toVerificationKeys, type VerificationKeys } from '../../../shared/auth/verification-keys.ts';
import type { Issuer } from '../../../shared/domain/issuer.ts';
import { aCall, anIssuer, NOW } from '../../support/builders.ts';
import { anInlineIssuer, ecKey, publicJwk, type TestKey, thrownBy } from '../../support/tokens.ts';

const old = ecKey('old');
const next = ecKey('next');

const setOf = (...keys: readonly TestKey[]): VerificationKeys =>
  toVerificationKeys({ keys: keys.map((key) => publicJwk(key)) }) ?? new Map();

/** A store whose fetches end when they are told to. */
const aStore = () => {
  const flights: { bring: (keys: VerificationKeys) => void; fail: (error: Error) => void; signal: AbortSignal }[] = [];
  const findKey = createKeyStore(
    (_issuer, { signal }) => new Promise((bring, fail) => flights.push({ bring, fail, signal })),
    () => 0,
  );
  return {
    flights,
    findAt: (seconds: number, keyId: string, issuer = anIssuer()) =>
      findKey(issuer, keyId, aCall({ now: () => new Date(NOW.getTime() + seconds * 1000) })),
  };
};

/** One that holds the old key since second 0. */
const aFilledStore = async () => {
  const store = aStore();
  const found = store.findAt(0, 'old');
  store.flights[0]?.bring(setOf(old));
  await found;
  return store;
};

const byDiscovery = (url: string): Issuer => {
  const { jwksUri: _none, ...issuer } = anIssuer({ url });
  return issuer;
};

describe('keys that were found', () => {
  it('T12 by discovery of one issuer are not those of another', async () => {
    const store = aStore();
    const first = store.findAt(0, 'old', byDiscovery('https://a.example'));
    store.flights[0]?.bring(setOf(old));
    expect((await first)?.keyObject.equals(old.publicKey)).toBe(true);
    const second = store.findAt(0, 'old', byDiscovery('https://b.example'));
    expect(store.flights).toHaveLength(2);
    store.flights[1]?.bring(setOf(next));
    expect(await second).toBeUndefined();
  });

  it('are there in the same millisecond', async () => {
    const store = await aFilledStore();
    expect((await store.findAt(0, 'old'))?.keyObject.equals(old.publicKey)).toBe(true);
    expect(store.flights).toHaveLength(1);
  });

  it('inline are read once for an issuer', async () => {
    const issuer = anInlineIssuer([publicJwk(old)]);
    const store = aStore();
    expect(await store.findAt(0, 'old', issuer)).toBe(await store.findAt(0, 'old', issuer));
  });
});

describe('while a set is refreshed', () => {
  it('others find the known keys without waiting', async () => {
    const store = await aFilledStore();
    const first = store.findAt(301, 'old');
    expect((await store.findAt(301, 'old'))?.keyObject.equals(old.publicKey)).toBe(true);
    store.flights[1]?.bring(setOf(next));
    expect(await first).toBeUndefined();
    expect(store.flights).toHaveLength(2);
  });

  it('an unknown kid waits for that fetch, and begins none', async () => {
    const store = await aFilledStore();
    const first = store.findAt(301, 'old');
    const unknown = store.findAt(301, 'next');
    store.flights[1]?.bring(setOf(old, next));
    expect((await unknown)?.keyObject.equals(next.publicKey)).toBe(true);
    await first;
    expect(store.flights).toHaveLength(2);
  });

  it('a request waits for a second at most, and takes the held key', async () => {
    const store = await aFilledStore();
    const began = performance.now();
    expect((await store.findAt(301, 'old'))?.keyObject.equals(old.publicKey)).toBe(true);
    expect(performance.now() - began).toBeGreaterThan(900);
    expect(performance.now() - began).toBeLessThan(2_500);
    expect(store.flights[1]?.signal.aborted).toBe(true);
  });
});

describe('an unknown kid', () => {
  it('is looked for at once where the set is due anyway, though it was asked for a moment ago', async () => {
    const store = await aFilledStore();
    const asked = store.findAt(285, 'next');
    store.flights[1]?.fail(keysUnavailable('fetch_failed'));
    expect((await thrownBy(asked)).reason).toBe('fetch_failed');
    expect((await thrownBy(store.findAt(300, 'next'))).reason).toBe('cooling_down');
    const again = store.findAt(300.001, 'next');
    store.flights[2]?.bring(setOf(old, next));
    expect((await again)?.keyObject.equals(next.publicKey)).toBe(true);
  });

  it('is not looked for again within half a minute of a fetch that failed, while the set is young', async () => {
    const store = await aFilledStore();
    const asked = store.findAt(100, 'next');
    store.flights[1]?.fail(keysUnavailable('fetch_failed'));
    expect((await thrownBy(asked)).reason).toBe('fetch_failed');
    // Ten seconds are the issuer's; what is left of the half minute is the unknown kid's.
    expect((await thrownBy(store.findAt(111, 'next'))).reason).toBe('cooling_down');
    expect((await thrownBy(store.findAt(130, 'next'))).reason).toBe('cooling_down');
    const again = store.findAt(130.001, 'next');
    store.flights[2]?.bring(setOf(old, next));
    expect((await again)?.keyObject.equals(next.publicKey)).toBe(true);
  });

  it('has the whole of its own time, and not the second of a refresh', async () => {
    const store = await aFilledStore();
    const asked = store.findAt(31, 'next');
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    expect(store.flights[1]?.signal.aborted).toBe(false);
    store.flights[1]?.bring(setOf(old, next));
    expect((await asked)?.keyObject.equals(next.publicKey)).toBe(true);
  });
});

it('a failure keeps its cause for the log', () => {
  const cause = new Error('socket hang up');
  const error = keysUnavailable('fetch_failed', cause);
  expect([error.code, error.reason, error.cause]).toEqual(['keys_unavailable', 'fetch_failed', cause]);
});
