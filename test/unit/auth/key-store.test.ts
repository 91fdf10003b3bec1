import { describe, expect, it } from 'vitest';
import { createKeyStore, keysUnavailable } from '../../../shared/auth/key-store.ts';
import { readVerificationKeys, type VerificationKey } from '../../../shared/auth/verification-keys.ts';
import { PortunusError } from '../../../shared/domain/errors.ts';
import type { Issuer } from '../../../shared/domain/issuer.ts';
import { aCall, anIssuer, NOW } from '../../support/builders.ts';
import { anInlineIssuer, ecKey, publicJwk, type TestKey, thrownBy } from '../../support/tokens.ts';

const old = ecKey('old');
const next = ecKey('next');

function setOf(...keys: readonly TestKey[]): readonly VerificationKey[] {
  return readVerificationKeys({ keys: keys.map((key) => publicJwk(key)) }, anEcIssuer())?.usable ?? [];
}

function anEcIssuer(overrides: Partial<Issuer> = {}): Issuer {
  return anIssuer({ algorithms: ['ES256'], ...overrides });
}

function unavailable() {
  return keysUnavailable({ id: 'ci' }, 'fetch_failed');
}

/** A store over an issuer's key address that answers what it is told, and a clock that is told too. */
function aStore(...answers: readonly (readonly VerificationKey[] | PortunusError)[]) {
  return aStoreWithJitter(0, ...answers);
}

function aStoreWithJitter(random: number, ...answers: readonly (readonly VerificationKey[] | PortunusError)[]) {
  const fetched: string[] = [];
  let seconds = 0;
  const findKeys = createKeyStore(
    ({ jwksUri, url }) => {
      const answer = answers[Math.min(fetched.length, answers.length - 1)] ?? setOf();
      fetched.push(jwksUri ?? url);
      return answer instanceof PortunusError ? Promise.reject(answer) : Promise.resolve(answer);
    },
    () => random,
  );
  return {
    fetched,
    fetches: () => fetched.length,
    /** Asks for a key so many seconds after the beginning. */
    findAt: async (at: number, keyId: string | undefined, issuer: Issuer = anEcIssuer()) => {
      seconds = at;
      const now = () => new Date(NOW.getTime() + seconds * 1000);
      const [found] = await findKeys(issuer, keyId, aCall({ now }));
      return found;
    },
  };
}

describe('keys that are given inline', () => {
  const issuer = anInlineIssuer([publicJwk(old)], { algorithms: ['ES256'] });

  it('are found without a fetch', async () => {
    const store = aStore(setOf(next));
    expect((await store.findAt(0, 'old', issuer))?.key.equals(old.publicKey)).toBe(true);
    expect(store.fetches()).toBe(0);
  });

  it('are never refreshed: an unknown kid causes no fetch', async () => {
    const store = aStore(setOf(next));
    expect(await store.findAt(0, 'next', issuer)).toBeUndefined();
    expect(store.fetches()).toBe(0);
  });

  it("don't mix with another issuer's", async () => {
    const store = aStore(setOf());
    await store.findAt(0, 'old', issuer);
    expect(await store.findAt(0, 'old', anInlineIssuer([publicJwk(next)], { algorithms: ['ES256'] }))).toBeUndefined();
  });

  it.each(['__proto__', 'constructor', 'has', 'size'])('hold nothing under %s', async (keyId) => {
    expect(await aStore(setOf()).findAt(0, keyId, issuer)).toBeUndefined();
  });

  it('that are all unusable are an error, not an unknown kid', async () => {
    const unusable = anInlineIssuer([publicJwk(old, { use: 'enc' })], { algorithms: ['ES256'] });
    const error = await thrownBy(aStore(setOf()).findAt(0, 'old', unusable));
    expect([error.code, error.reason]).toEqual(['keys_unavailable', 'issuer ci: inline_keys_unusable']);
  });
});

const MINUTE = 60;
const cooling = {
  code: 'keys_unavailable',
  stage: 'authentication',
  reason: 'issuer ci: fetch_failed, cooling_down',
};
const { jwksUri: _configured, ...byDiscovery } = anEcIssuer();

describe('a fetched set', () => {
  it("comes from the issuer's key address, or from where its discovery document says", async () => {
    const store = aStore(setOf(old));
    expect((await store.findAt(0, 'old'))?.key.equals(old.publicKey)).toBe(true);
    expect((await store.findAt(0, 'old', byDiscovery))?.key.equals(old.publicKey)).toBe(true);
    expect(store.fetched).toEqual(['https://ci.example/jwks', 'https://ci.example']);
  });

  it('is used for five minutes without another fetch', async () => {
    const store = aStore(setOf(old));
    await store.findAt(0, 'old');
    await store.findAt(5 * MINUTE, 'old');
    expect(store.fetches()).toBe(1);
  });

  it('is fetched again after five minutes, while the request waits', async () => {
    const store = aStore(setOf(old));
    await store.findAt(0, 'old');
    await store.findAt(5 * MINUTE + 0.001, 'old');
    expect(store.fetches()).toBe(2);
  });

  it('T28 is replaced as a whole: a key that was taken out is gone', async () => {
    const store = aStore(setOf(old, next), setOf(next));
    await store.findAt(0, 'old');
    expect(await store.findAt(301, 'old')).toBeUndefined();
  });

  it('T28 is replaced as a whole: a key under the same kid is the new one', async () => {
    const store = aStore(setOf(old), setOf({ ...next, kid: 'old' }));
    await store.findAt(0, 'old');
    expect((await store.findAt(301, 'old'))?.key.equals(next.publicKey)).toBe(true);
  });

  it('T28 is fetched again if its time is in the future, because the clock was set back', async () => {
    const store = aStore(setOf(old), setOf(next));
    await store.findAt(7200, 'old');
    expect(await store.findAt(0, 'old')).toBeUndefined();
  });
});

describe('an unknown kid', () => {
  it('causes a fetch at once, and is found if the new set has it', async () => {
    const store = aStore(setOf(old), setOf(old, next));
    await store.findAt(0, 'old');
    expect((await store.findAt(1, 'next'))?.key.equals(next.publicKey)).toBe(true);
  });

  it('is unknown if the fetch does not find it, and is looked for again after half a minute', async () => {
    const store = aStore(setOf(old), setOf(old), setOf(old, next));
    await store.findAt(0, 'old');
    expect(await store.findAt(1, 'next')).toBeUndefined();
    expect(await store.findAt(31, 'next')).toBeUndefined();
    expect(store.fetches()).toBe(2);
    expect((await store.findAt(31.001, 'next'))?.key.equals(next.publicKey)).toBe(true);
  });

  it('is unknown without a second fetch if the first one did not find it', async () => {
    const store = aStore(setOf(old));
    expect(await store.findAt(0, 'next')).toBeUndefined();
    expect(await store.findAt(1, 'next')).toBeUndefined();
    expect(store.fetches()).toBe(1);
  });

  it('M7 does not keep another new kid from being found at once, even if it is sent repeatedly', async () => {
    const store = aStore(setOf(old), setOf(old), setOf(old, next));
    for (let tenth = 0; tenth < 250; tenth += 1) await store.findAt(tenth / 10, 'junk');
    expect(store.fetches()).toBe(1);
    expect((await store.findAt(25, 'next'))?.jwk.kid).toBeUndefined();
    expect((await store.findAt(26, 'next-2'))?.jwk.kid).toBeUndefined();
    expect(store.fetches()).toBe(3);
  });

  it('M7 always a new one, ten a second, hides a new key for five seconds at most, and is never unavailable', async () => {
    const store = aStore(...Array.from({ length: 10 }, () => setOf(old)), setOf(old, next));
    let tenths = 0;
    for (; store.fetches() < 10; tenths += 1) {
      expect(await store.findAt(tenths / 10, `random-${tenths}`)).toBeUndefined();
    }
    // From here on the issuer publishes it.
    const found: unknown[] = [];
    for (let more = 0; more < 50; more += 1) {
      await store.findAt((tenths + more) / 10, `random-${tenths + more}`);
      found.push(await store.findAt((tenths + more) / 10, 'next'));
    }
    expect(found.at(-1)).toBeDefined();
  });

  it('T26 always a new one, ten a second, costs four fetches at once and one every five seconds', async () => {
    const store = aStore(setOf(old));
    for (let tenth = 0; tenth < 600; tenth += 1) await store.findAt(tenth / 10, `random-${tenth}`);
    expect(store.fetches()).toBe(1 + 4 + 11);
  });

  it('T26 sent all the time keeps no known key from being found, nor from being refreshed', async () => {
    const store = aStore(setOf(old));
    for (let second = 0; second <= 59; second += 1) await store.findAt(second, `random-${second}`);
    expect((await store.findAt(59, 'old'))?.jwk.kid).toBe('old');
    const before = store.fetches();
    expect((await store.findAt(400, 'old'))?.jwk.kid).toBe('old');
    expect(store.fetches()).toBe(before + 1);
  });

  it('of one issuer does not use up the fetches of another', async () => {
    const store = aStore(setOf(old), setOf(old), setOf(old), setOf(old), setOf(old), setOf(old), setOf(old, next));
    for (let tenth = 0; tenth < 20; tenth += 1) await store.findAt(tenth / 10, `random-${tenth}`);
    const other = anEcIssuer({ url: 'https://b.example' });
    await store.findAt(2, 'old', other);
    expect((await store.findAt(2, 'next', other))?.jwk.kid).toBe('next');
  });
});

describe('a token without kid', () => {
  it('is tried with all keys of the issuer, and causes no additional fetch', async () => {
    const store = aStore(setOf(old));
    expect((await store.findAt(0, undefined))?.jwk.kid).toBe('old');
    expect((await store.findAt(60, undefined))?.jwk.kid).toBe('old');
    expect(store.fetches()).toBe(1);
  });
});

describe('a failed fetch', () => {
  it('of a first set is keys_unavailable', async () => {
    const error = await thrownBy(aStore(unavailable()).findAt(0, 'old'));
    expect(error).toMatchObject({
      code: 'keys_unavailable',
      stage: 'authentication',
      reason: 'issuer ci: fetch_failed',
    });
  });

  it('T27 is not repeated for ten seconds', async () => {
    const store = aStore(unavailable(), setOf(old));
    await store.findAt(0, 'old').catch(() => undefined);
    expect(await thrownBy(store.findAt(9.999, 'old'))).toMatchObject(cooling);
    expect(store.fetches()).toBe(1);
    expect((await store.findAt(10, 'old'))?.jwk.kid).toBe('old');
  });

  it('T27 is not repeated for up to five seconds more, so that not all environments retry at once', async () => {
    const store = aStoreWithJitter(1, unavailable(), setOf(old));
    await store.findAt(0, 'old').catch(() => undefined);
    expect(await thrownBy(store.findAt(14.999, 'old'))).toMatchObject(cooling);
    expect((await store.findAt(15, 'old'))?.jwk.kid).toBe('old');
  });

  it('replaces nothing: known keys go on being found for an hour', async () => {
    const store = aStore(setOf(old), unavailable());
    await store.findAt(0, 'old');
    expect((await store.findAt(301, 'old'))?.jwk.kid).toBe('old');
    expect((await store.findAt(60 * MINUTE, 'old'))?.jwk.kid).toBe('old');
  });

  it('T28 lets no key live longer: after an hour a known kid is unavailable too', async () => {
    const store = aStore(setOf(old), unavailable());
    await store.findAt(0, 'old');
    expect(await thrownBy(store.findAt(60 * MINUTE + 0.001, 'old'))).toMatchObject({
      reason: 'issuer ci: fetch_failed',
    });
    expect(await thrownBy(store.findAt(60 * MINUTE + 1, 'old'))).toMatchObject(cooling);
  });

  it('T27 of a refresh is not tried again at once: an outage costs a fetch every ten seconds', async () => {
    const store = aStore(setOf(old), unavailable());
    await store.findAt(0, 'old');
    for (let second = 301; second <= 360; second += 1) await store.findAt(second, 'old');
    expect(store.fetches()).toBe(1 + 6);
  });

  it('does not make an unknown kid a refusal, now or while the issuer is left in peace', async () => {
    const store = aStore(setOf(old), unavailable());
    await store.findAt(0, 'old');
    expect((await thrownBy(store.findAt(1, 'next'))).code).toBe('keys_unavailable');
    expect(await thrownBy(store.findAt(2, 'next'))).toMatchObject(cooling);
  });

  it('is over as soon as a fetch succeeds', async () => {
    const store = aStore(setOf(old), unavailable(), setOf(old, next));
    await store.findAt(0, 'old');
    await store.findAt(301, 'old');
    expect((await store.findAt(312, 'next'))?.jwk.kid).toBe('next');
  });

  it('before the clock was set back does not prevent a new fetch', async () => {
    const store = aStore(unavailable(), setOf(old));
    await store.findAt(7200, 'old').catch(() => undefined);
    expect((await store.findAt(0, 'old'))?.jwk.kid).toBe('old');
  });

  it("of one issuer is not another's", async () => {
    const store = aStore(unavailable(), setOf(old));
    await store.findAt(0, 'old').catch(() => undefined);
    expect((await store.findAt(0, 'old', anEcIssuer({ jwksUri: 'https://b.example/jwks' })))?.jwk.kid).toBe('old');
  });
});

describe('a slow issuer', () => {
  /** Answers after a moment that is longer than a refresh may take, unless it is given up before. */
  const slowStore = () => {
    let fetches = 0;
    const findKeys = createKeyStore((_issuer, { signal }) => {
      fetches += 1;
      if (fetches === 1) return Promise.resolve(setOf(old));
      return new Promise((resolve, reject) => {
        signal.addEventListener('abort', () => reject(unavailable()));
        setTimeout(() => resolve(setOf(next)), 1_300);
      });
    });
    return async (at: number) => {
      const [found] = await findKeys(anEcIssuer(), 'old', aCall({ now: () => new Date(NOW.getTime() + at * 1000) }));
      return found;
    };
  };

  it('does not hold up a request whose key is held: the refresh is given up', async () => {
    const findAt = slowStore();
    await findAt(0);
    expect((await findAt(10 * MINUTE))?.jwk.kid).toBe('old');
  });

  it('is waited for all the same once the set is older than ten minutes', async () => {
    const findAt = slowStore();
    await findAt(0);
    expect(await findAt(10 * MINUTE + 0.001)).toBeUndefined();
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
    const found = await Promise.all(['random', 'next', 'old'].map((keyId) => store.findAt(31, keyId)));
    expect(found.map((key) => key?.jwk.kid)).toEqual([undefined, 'next', 'old']);
    expect(store.fetches()).toBe(2);
  });

  it('share its failure', async () => {
    const store = aStore(unavailable(), setOf(old));
    const outcomes = await Promise.allSettled([store.findAt(0, 'old'), store.findAt(0, 'old')]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(store.fetches()).toBe(1);
  });

  it('to two addresses share nothing', async () => {
    const store = aStore(setOf(old));
    await Promise.all([
      store.findAt(0, 'old'),
      store.findAt(0, 'old', anEcIssuer({ jwksUri: 'https://b.example/jwks' })),
    ]);
    expect(store.fetches()).toBe(2);
  });

  it('wait no longer than each of them may', async () => {
    const never = createKeyStore(() => new Promise(() => {}));
    const first = never(anIssuer(), 'old', aCall({ signal: AbortSignal.timeout(5_000) }));
    first.catch(() => {});
    const error = await thrownBy(never(anIssuer(), 'old', aCall({ signal: AbortSignal.abort() })));
    expect(error).toMatchObject({ code: 'keys_unavailable', reason: 'issuer ci: waited_for_a_fetch' });
  });
});
