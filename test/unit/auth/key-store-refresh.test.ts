// A set that is refreshed ahead of time, as others look for keys meanwhile.
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createKeyStore, keysUnavailable } from '../../../shared/auth/key-store.ts';
import { readVerificationKeys, type VerificationKey } from '../../../shared/auth/verification-keys.ts';
import type { Issuer } from '../../../shared/domain/issuer.ts';
import { aCall, anIssuer, NOW } from '../../support/builders.ts';
import { anInlineIssuer, ecKey, publicJwk, type TestKey, thrownBy } from '../../support/tokens.ts';

afterEach(() => vi.restoreAllMocks());

const old = ecKey('old');
const next = ecKey('next');

function anEcIssuer(overrides: Partial<Issuer> = {}): Issuer {
  return anIssuer({ algorithms: ['ES256'], ...overrides });
}

function setOf(...keys: readonly TestKey[]): readonly VerificationKey[] {
  return readVerificationKeys({ keys: keys.map((key) => publicJwk(key)) }, anEcIssuer())?.usable ?? [];
}

/** A store whose fetches end when they are told to. */
function aStore() {
  const flights: {
    bring: (keys: readonly VerificationKey[]) => void;
    fail: (error: Error) => void;
    signal: AbortSignal;
  }[] = [];
  const findKeys = createKeyStore(
    (_issuer, { signal }) => new Promise((bring, fail) => flights.push({ bring, fail, signal })),
    () => 0,
  );
  return {
    flights,
    findAt: async (seconds: number, keyId: string, issuer = anEcIssuer()) => {
      const [found] = await findKeys(issuer, keyId, aCall({ now: () => new Date(NOW.getTime() + seconds * 1000) }));
      return found;
    },
  };
}

/** One that holds the old key since second 0. */
async function aFilledStore() {
  const store = aStore();
  const found = store.findAt(0, 'old');
  store.flights[0]?.bring(setOf(old));
  await found;
  return store;
}

function byDiscovery(url: string): Issuer {
  const { jwksUri: _none, ...issuer } = anEcIssuer({ url });
  return issuer;
}

describe('keys that were found', () => {
  it('T12 by discovery of one issuer are not those of another', async () => {
    const store = aStore();
    const first = store.findAt(0, 'old', byDiscovery('https://a.example'));
    store.flights[0]?.bring(setOf(old));
    expect((await first)?.key.equals(old.publicKey)).toBe(true);
    const second = store.findAt(0, 'old', byDiscovery('https://b.example'));
    expect(store.flights).toHaveLength(2);
    store.flights[1]?.bring(setOf(next));
    expect(await second).toBeUndefined();
  });

  it('are there in the same millisecond', async () => {
    const store = await aFilledStore();
    expect((await store.findAt(0, 'old'))?.key.equals(old.publicKey)).toBe(true);
    expect(store.flights).toHaveLength(1);
  });

  it('inline are read once for an issuer', async () => {
    const issuer = anInlineIssuer([publicJwk(old)], { algorithms: ['ES256'] });
    const store = aStore();
    expect(await store.findAt(0, 'old', issuer)).toBe(await store.findAt(0, 'old', issuer));
  });
});

describe('while a set is refreshed', () => {
  it('others find the known keys without waiting', async () => {
    const store = await aFilledStore();
    const first = store.findAt(301, 'old');
    expect((await store.findAt(301, 'old'))?.key.equals(old.publicKey)).toBe(true);
    store.flights[1]?.bring(setOf(next));
    expect(await first).toBeUndefined();
    expect(store.flights).toHaveLength(2);
  });

  it('an unknown kid waits for that fetch, and begins none', async () => {
    const store = await aFilledStore();
    const first = store.findAt(301, 'old');
    const unknown = store.findAt(301, 'next');
    store.flights[1]?.bring(setOf(old, next));
    expect((await unknown)?.key.equals(next.publicKey)).toBe(true);
    await first;
    expect(store.flights).toHaveLength(2);
  });

  it('a request waits for a second at most, and takes the held key', async () => {
    const store = await aFilledStore();
    const second = new AbortController();
    const limits = vi.spyOn(AbortSignal, 'timeout').mockReturnValue(second.signal);
    const found = store.findAt(301, 'old');
    expect(limits.mock.calls).toEqual([[1_000]]);
    expect(store.flights[1]?.signal.aborted).toBe(false);
    second.abort();
    expect((await found)?.key.equals(old.publicKey)).toBe(true);
    expect(store.flights[1]?.signal.aborted).toBe(true);
  });
});

describe('an unknown kid', () => {
  it('is looked for again as soon as the issuer has been left in peace after a fetch that failed', async () => {
    const store = await aFilledStore();
    const asked = store.findAt(100, 'next');
    store.flights[1]?.fail(keysUnavailable({ id: 'ci' }, 'fetch_failed'));
    expect((await thrownBy(asked)).reason).toBe('issuer ci: fetch_failed');
    expect((await thrownBy(store.findAt(109.999, 'next'))).reason).toBe('issuer ci: fetch_failed, cooling_down');
    const again = store.findAt(110, 'next');
    store.flights[2]?.bring(setOf(old, next));
    expect((await again)?.key.equals(next.publicKey)).toBe(true);
  });

  it('has the whole of its own time, and not the second of a refresh', async () => {
    const store = await aFilledStore();
    const limits = vi.spyOn(AbortSignal, 'timeout');
    const asked = store.findAt(31, 'next');
    expect(limits.mock.calls).toEqual([]);
    store.flights[1]?.bring(setOf(old, next));
    expect((await asked)?.key.equals(next.publicKey)).toBe(true);
  });
});

it('a failure keeps its cause for the log', () => {
  const cause = new Error('socket hang up');
  const error = keysUnavailable({ id: 'ci' }, 'fetch_failed', { cause });
  expect([error.code, error.reason, error.cause]).toEqual(['keys_unavailable', 'issuer ci: fetch_failed', cause]);
});
