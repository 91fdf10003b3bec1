import { describe, expect, it } from 'vitest';
import type { Fetched } from '../../../../shared/domain/credential.ts';
import { PortunusError } from '../../../../shared/domain/errors.ts';
import {
  type CredentialCache,
  createCredentialCache,
  createNoCache,
} from '../../../../shared/vending/issuing/credential-cache.ts';
import { aCall } from '../../../support/builders.ts';

interface Numbered extends Fetched {
  readonly number: number;
}

function at(time: string) {
  return new Date(`2026-11-21T${time}Z`);
}

/** Fetched at noon, dead at two. */
function numbered(number: number, life: Partial<Fetched> = {}): Numbered {
  return { number, fetchedAt: at('12:00:00.000'), endsAt: at('14:00:00.000'), ...life };
}

function callAt(time: string) {
  return aCall({ now: () => at(time) });
}

async function put(cache: CredentialCache<Numbered>, key: string, value: Numbered, time = '12:00:00.000') {
  await cache.getOrFetch(key, callAt(time), async () => value);
}

/** The number that is cached under the key; -1 where it would be fetched. */
async function cached(cache: CredentialCache<Numbered>, key: string, time = '12:00:00.000'): Promise<number> {
  const nothing = new Error('nothing is cached');
  const fetch = async () => {
    throw nothing;
  };
  try {
    const { number, source } = await cache.getOrFetch(key, callAt(time), fetch);
    expect(source).toBe('cache');
    return number;
  } catch (error) {
    expect(error).toBe(nothing);
    return -1;
  }
}

describe('a cached credential', () => {
  it.each([
    ['12:00:00.000', 7],
    ['12:30:00.000', 7],
    ['12:59:59.999', 7],
    ['13:00:00.000', -1],
    ['13:00:00.001', -1],
    ['13:59:59.999', -1],
    ['15:00:00.000', -1],
  ])('is served while over half of its life is left: at %s, %s', async (time, number) => {
    const cache = createCredentialCache<Numbered>();
    await put(cache, 'key', numbered(7));
    expect(await cached(cache, 'key', time)).toBe(number);
  });

  it('goes by when it counts as dead', async () => {
    const cache = createCredentialCache<Numbered>();
    await put(cache, 'key', numbered(7, { endsAt: at('12:10:00.000') }));
    expect(await cached(cache, 'key', '12:04:59.999')).toBe(7);
    expect(await cached(cache, 'key', '12:05:00.000')).toBe(-1);
  });

  it('that was too old once is gone, even when the clock is set back', async () => {
    const cache = createCredentialCache<Numbered>();
    await put(cache, 'key', numbered(7));
    expect(await cached(cache, 'key', '13:30:00.000')).toBe(-1);
    expect(await cached(cache, 'key', '12:30:00.000')).toBe(-1);
  });

  it('is found under its own key only', async () => {
    const cache = createCredentialCache<Numbered>();
    await put(cache, 'one', numbered(1));
    await put(cache, '__proto__', numbered(2));
    expect(await cached(cache, 'one')).toBe(1);
    expect(await cached(cache, '__proto__')).toBe(2);
    expect(await cached(cache, 'on')).toBe(-1);
    expect(await cached(cache, 'constructor')).toBe(-1);
  });

  it('gives way to a newer one of the same key', async () => {
    const cache = createCredentialCache<Numbered>();
    await put(cache, 'key', numbered(1));
    await put(cache, 'key', numbered(2, { fetchedAt: at('13:00:00.000') }), '13:00:00.000');
    expect(await cached(cache, 'key', '13:00:00.000')).toBe(2);
  });
});

describe('a fetch', () => {
  it('says that it was fresh, and is the same for equal requests at the same time', async () => {
    const cache = createCredentialCache<Numbered>();
    let fetches = 0;
    let finish: (value: Numbered) => void = () => undefined;
    const fetch = () => {
      fetches += 1;
      return new Promise<Numbered>((resolve) => {
        finish = resolve;
      });
    };
    const both = [cache.getOrFetch('key', aCall(), fetch), cache.getOrFetch('key', aCall(), fetch)];
    finish(numbered(7));
    expect((await Promise.all(both)).map(({ number, source }) => [number, source])).toEqual([
      [7, 'fresh'],
      [7, 'cache'],
    ]);
    expect(fetches).toBe(1);
  });

  it('that fails, fails for all who wait for it, and leaves nothing behind', async () => {
    const cache = createCredentialCache<Numbered>();
    const fault = new Error('refused');
    const fetch = async () => {
      throw fault;
    };
    const both = [cache.getOrFetch('key', aCall(), fetch), cache.getOrFetch('key', aCall(), fetch)];
    expect(await Promise.allSettled(both)).toEqual([
      { status: 'rejected', reason: fault },
      { status: 'rejected', reason: fault },
    ]);
    expect(await cache.getOrFetch('key', aCall(), async () => numbered(8))).toMatchObject({ source: 'fresh' });
  });

  it('of another request is waited for no longer than one’s own time', async () => {
    const cache = createCredentialCache<Numbered>();
    void cache.getOrFetch('key', aCall(), () => new Promise<Numbered>(() => undefined));
    const late = cache.getOrFetch('key', aCall({ signal: AbortSignal.abort() }), async () => numbered(7));
    await expect(late).rejects.toEqual(
      new PortunusError('deadline_exceeded', 'sts', { reason: 'waited_for_an_equal_request' }),
    );
  });

  it.each<[string, CredentialCache<Numbered>, string | undefined]>([
    ['without a key', createCredentialCache(), undefined],
    ['without a cache', createNoCache(), 'key'],
  ])('%s is each request’s own', async (_how, cache, key) => {
    const numbers = await Promise.all(
      [1, 2].map((number) => cache.getOrFetch(key, aCall(), async () => numbered(number))),
    );
    expect(numbers.map(({ number, source }) => [number, source])).toEqual([
      [1, 'fresh'],
      [2, 'fresh'],
    ]);
  });
});

describe('more credentials than are cached', () => {
  const fill = async () => {
    const cache = createCredentialCache<Numbered>();
    for (let index = 0; index < 500; index += 1) await put(cache, `key ${index}`, numbered(index));
    return cache;
  };

  it('are 501: the one that was fetched first goes', async () => {
    expect(await cached(await fill(), 'key 0')).toBe(0);
    const other = await fill();
    await put(other, 'key 500', numbered(500));
    expect(await cached(other, 'key 0')).toBe(-1);
    expect(await cached(other, 'key 1')).toBe(1);
    expect(await cached(other, 'key 500')).toBe(500);
  });

  it('leave the one that was used just now', async () => {
    const cache = await fill();
    await cached(cache, 'key 0');
    await put(cache, 'key 500', numbered(500));
    expect(await cached(cache, 'key 0')).toBe(0);
    expect(await cached(cache, 'key 1')).toBe(-1);
  });
});
